import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import { nextTurn } from '../../lib/concurrency/turns.ts';

const pluginName = 'longLists';
// biome-ignore lint/style/noDefaultExport: Pothos plugins are imported by name
export default pluginName;

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      longLists: LongListsPlugin<Types>;
    }
  }
}

/** Items that are completed in one turn of the event loop. No page is longer. */
const SLICE = 100;

/** Lists longer than a page, such as dictionaries and reports, are completed in slices: other requests are served between them. */
class LongListsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    { type }: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (type.kind !== 'List') return resolver;
    return (parent, args, context, info) => {
      const list = resolver(parent, args, context, info);
      return list instanceof Promise ? list.then(inSlices) : inSlices(list);
    };
  }
}

/** The same list, with promises in the place of the items beyond the first slice. */
function inSlices(list: unknown): unknown {
  if (!Array.isArray(list) || list.length <= SLICE) return list;
  let turn = Promise.resolve();
  return list.map((item: unknown, index) => {
    if (index < SLICE) return item;
    if (index % SLICE === 0) turn = turn.then(nextTurn);
    return turn.then(() => item);
  });
}

SchemaBuilder.registerPlugin(pluginName, LongListsPlugin);

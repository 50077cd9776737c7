import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  type PothosOutputFieldType,
  type SchemaTypes,
} from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { selects } from '../selection.ts';
import type { ObjectCount } from './object-count.ts';

const pluginName = 'objectLimit';
// biome-ignore lint/style/noDefaultExport: Pothos plugins are imported by name
export default pluginName;

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      objectLimit: ObjectLimitPlugin<Types>;
    }
  }
}

type Resolver<C extends object> = GraphQLFieldResolver<unknown, C, object>;

/**
 * Counts the objects of a response while it is made, by the same rules as the cost before execution: lists have their real
 * length here. One object per field, the length of a list, the rows of a connection; edges, page infos and scalars are free.
 */
class ObjectLimitPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolver: Resolver<Types['Context']>,
    { type, kind, parentType }: PothosOutputFieldConfig<Types>,
  ): Resolver<Types['Context']> {
    if (kind === 'Mutation' || /(?:Connection|Edge|PageInfo)$/.test(parentType)) return resolver;
    if (type.kind === 'List') return isComposite(type.type) ? countList(resolver, type.nullable) : resolver;
    if (!isComposite(type)) return resolver;
    const { name } = this.builder.configStore.getTypeConfig(type.ref);
    return name.endsWith('Connection') ? countPage(resolver) : countOne(resolver, type.nullable);
  }
}

function isComposite<Types extends SchemaTypes>(
  type: PothosOutputFieldType<Types>,
): type is PothosOutputFieldType<Types> & { kind: 'Object' | 'Interface' | 'Union' } {
  return type.kind === 'Object' || type.kind === 'Interface' || type.kind === 'Union';
}

/** The count of a request, in the context that every resolver gets. */
function countIn(context: object): ObjectCount {
  return (context as GatewayContext).objects;
}

function countOne<C extends object>(resolver: Resolver<C>, isNullable: boolean): Resolver<C> {
  return (parent, args, context, info) => {
    countIn(context).add(1, isNullable);
    return resolver(parent, args, context, info);
  };
}

function countList<C extends object>(resolver: Resolver<C>, isNullable: boolean): Resolver<C> {
  return (parent, args, context, info) => {
    const counted = (list: unknown) => {
      if (Array.isArray(list)) countIn(context).add(list.length, isNullable);
      return list;
    };
    const list = resolver(parent, args, context, info);
    return list instanceof Promise ? list.then(counted) : counted(list);
  };
}

/** Connections are nullable fields. */
function countPage<C extends object>(resolver: Resolver<C>): Resolver<C> {
  return async (parent, args, context, info) => {
    const page = (await resolver(parent, args, context, info)) as { readonly nodes: readonly unknown[] } | null;
    if (page) countIn(context).add(selects(info, 'nodes', 'edges') ? page.nodes.length : 1, true);
    return page;
  };
}

SchemaBuilder.registerPlugin(pluginName, ObjectLimitPlugin);

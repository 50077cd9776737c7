import type { Scope } from '../../config/scopes.ts';
import { builder } from '../builder.ts';
import type { GatewayContext } from '../context.ts';
import { forbidden, forbiddenToGuests } from '../errors.ts';
import { checkCount } from '../input/checks.ts';
import { readTogether } from '../people/people-budget.ts';
import { decodeId, encodeId, type IdType, registerIdType } from './global-id.ts';

/** A model with a global id; `id` is the upstream id. */
export interface NodeModel {
  readonly __typename: IdType;
  readonly id: number;
}

interface NodeSource {
  readonly scopes: readonly Scope[];
  /** Guest tokens may read the type; `load` finds them only what is their own. */
  readonly guest?: true;
  /** `id` is null for an id of another tenant, which finds nothing. */
  readonly load: (context: GatewayContext, id: number | null) => Promise<NodeModel | null> | NodeModel | null;
}

const sources = new Map<IdType, NodeSource>();

/** Makes a type readable through `node` and `nodes`: the scopes it requires, and a loader by upstream id. */
export function registerNode(type: IdType, source: NodeSource): void {
  registerIdType(type);
  sources.set(type, source);
}

export const Node = builder.interfaceRef<NodeModel>('Node').implement({
  description: 'An object with a global ID. `node` returns it by this ID.',
  fields: (t) => ({
    id: t.id({
      description: 'Opaque global ID, unique across tenants and types. It never changes.',
      guest: true,
      resolve: (node, _args, context) => encodeId(context.tenant.slug, node.__typename, node.id),
    }),
  }),
});

/** The `upstreamId` field of every node. */
export const upstreamIdOptions = {
  description: 'ID shown in ProBonus, for people. Programs should store `id`.',
  resolve: (node: { readonly id: number }) => String(node.id),
};

function load(context: GatewayContext, id: string): Promise<NodeModel | null> | NodeModel | null {
  const { tenant, type, local } = decodeId(id);
  const source = sources.get(type);
  if (!source) return null;
  const { principal } = context;
  if (principal?.kind === 'GUEST' && !source.guest) throw forbiddenToGuests(type);
  const missing = source.scopes.filter((scope) => !principal?.scopes.has(scope));
  if (missing.length > 0) throw forbidden(type, missing);
  return source.load(context, tenant === context.tenant.slug ? Number(local) : null);
}

const MAX_NODES = 100;

builder.queryFields((t) => ({
  node: t.field({
    description:
      'An object by its global ID; null if it does not exist or belongs to another tenant. Requires the scopes of the type.',
    type: Node,
    nullable: true,
    guest: true,
    args: { id: t.arg.id({ required: true, description: 'Global ID of an object of any type.' }) },
    resolve: (_root, { id }, context) => load(context, id),
  }),
  nodes: t.field({
    description:
      'Objects by their global IDs, in the order of `ids`; null in place of an object that does not exist. Requires the scopes of each type. Cards and guests are read in one upstream call.',
    type: [Node],
    nullable: { list: false, items: true },
    guest: true,
    args: {
      ids: t.arg.idList({
        required: true,
        description: 'Global IDs, of any types.',
        limit: `at most ${MAX_NODES}`,
      }),
    },
    resolve: (_root, { ids }, context) => {
      checkCount(ids, MAX_NODES, 'IDs');
      // One promise per id: an invalid id fails alone.
      return readTogether(
        context.people,
        ids.map(async (id) => load(context, id)),
      );
    },
  }),
}));

import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { defaultsOf, isConnection, sizeOf, type Variables } from './cost-size.ts';

/** Costs saturate here: products of page sizes would exceed the exact integers. */
const CEILING = 1_000_000_000;
/** Merged selection sets of one operation. An ordinary document of 1,000 tokens stays far below. */
export const MAX_SELECTION_SETS = 3000;

/** The cost of one operation for these variables; prepared once per operation, evaluated per request. */
export type CostPlan = (variables: Variables) => number;
/** The plan of an operation with more than MAX_SELECTION_SETS. */
export const TOO_LARGE: CostPlan = () => CEILING;

const FREE: CostPlan = () => 0;

/**
 * Cost = the objects that a result can hold. A connection has `first` items, edges and nodes counted once. A list has the length
 * of its required list argument, else 10 items. Scalars and introspection are free. Fields merge as in execution. Of an
 * abstract type's possible types the most expensive counts.
 */
export function planCost(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): CostPlan {
  const root = schema.getRootType(operation.operation);
  if (!root) return FREE;
  const defaults = defaultsOf(operation);
  const plans = new Map<string, CostPlan>();
  // Plans are shared: each is evaluated once per round, as the paths to it can be exponentially many.
  let round = 0;
  const oncePerRound = (plan: CostPlan): CostPlan => {
    if (plan === FREE) return plan;
    let evaluatedIn = 0;
    let cost = 0;
    return (variables) => {
      if (evaluatedIn !== round) {
        cost = plan(variables);
        evaluatedIn = round;
      }
      return cost;
    };
  };
  const ids = new Map<SelectionSetNode, number>();
  let sets = 0;

  const planSets = (type: GraphQLCompositeType, selections: readonly SelectionSetNode[]): CostPlan => {
    const key = `${type.name} ${selections.map((set) => idOf(ids, set)).join()}`;
    const cached = plans.get(key);
    if (cached) return cached;
    sets += 1;
    if (sets > MAX_SELECTION_SETS) throw new RangeError('too many selection sets');
    const plan = isAbstractType(type)
      ? largest(schema.getPossibleTypes(type).map((possible) => planSets(possible, selections)))
      : planObject(type, selections);
    const shared = oncePerRound(plan);
    plans.set(key, shared);
    return shared;
  };

  const planObject = (type: GraphQLObjectType, selections: readonly SelectionSetNode[]): CostPlan => {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const set of selections) collect(type, set, fields, spread);
    return sum([...fields.values()].map((nodes) => planField(type, nodes)));
  };

  const collect = (
    type: GraphQLObjectType,
    set: SelectionSetNode,
    fields: Map<string, FieldNode[]>,
    spread: Set<string>,
  ) => {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const key = (node.alias ?? node.name).value;
        const nodes = fields.get(key);
        if (nodes) nodes.push(node);
        else fields.set(key, [node]);
        continue;
      }
      const part = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      if (!part || (node.kind === Kind.FRAGMENT_SPREAD && spread.has(node.name.value))) continue;
      if (node.kind === Kind.FRAGMENT_SPREAD) spread.add(node.name.value);
      if (applies(schema, part.typeCondition?.name.value, type)) collect(type, part.selectionSet, fields, spread);
    }
  };

  const planField = (parent: GraphQLObjectType, nodes: readonly FieldNode[]): CostPlan => {
    const [node] = nodes;
    const field = node && parent.getFields()[node.name.value];
    const type = field && getNamedType(field.type);
    if (!node || !field || !isCompositeType(type)) return FREE;
    const inside = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const size = sizeOf(field, node, defaults);
    if (!isConnection(type)) {
      const children = planSets(type, inside);
      return (variables) => saturate(size(variables) * (1 + children(variables)));
    }
    const items = planItems(type, inside);
    return items ? (variables) => saturate(size(variables) * (1 + items(variables))) : () => 1;
  };

  /** The cost inside one item of a connection, edge and node together; null when no items are selected. */
  const planItems = (connection: GraphQLObjectType, selections: readonly SelectionSetNode[]): CostPlan | null => {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const set of selections) collect(connection, set, fields, spread);
    const items: CostPlan[] = [];
    let selectsItems = false;
    for (const nodes of fields.values()) {
      const name = nodes[0]?.name.value ?? '';
      const type = getNamedType(connection.getFields()[name]?.type);
      if ((name !== 'edges' && name !== 'nodes') || !isCompositeType(type)) continue;
      selectsItems = true;
      const inside = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      items.push(name === 'nodes' || !isObjectType(type) ? planSets(type, inside) : planEdge(type, inside));
    }
    return selectsItems ? sum(items) : null;
  };

  /** The cost inside an edge. Its node is the item itself, so it adds only what is inside it. */
  const planEdge = (edge: GraphQLObjectType, selections: readonly SelectionSetNode[]): CostPlan => {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    for (const set of selections) collect(edge, set, fields, spread);
    const parts = [...fields.values()].map((nodes) => {
      const type = getNamedType(edge.getFields()[nodes[0]?.name.value ?? '']?.type);
      if (nodes[0]?.name.value !== 'node' || !isCompositeType(type)) return planField(edge, nodes);
      return planSets(
        type,
        nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
      );
    });
    return sum(parts);
  };

  try {
    const plan = planSets(root, [operation.selectionSet]);
    return (variables) => {
      round += 1;
      return plan(variables);
    };
  } catch (error) {
    if (error instanceof RangeError) return TOO_LARGE;
    throw error;
  }
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const named = schema.getType(condition);
  return isAbstractType(named) && schema.isSubType(named, type);
}

function idOf(ids: Map<SelectionSetNode, number>, set: SelectionSetNode): number {
  const id = ids.get(set);
  if (id !== undefined) return id;
  ids.set(set, ids.size);
  return ids.size - 1;
}

function sum(plans: readonly CostPlan[]): CostPlan {
  const costly = plans.filter((plan) => plan !== FREE);
  const [only] = costly;
  if (costly.length <= 1) return only ?? FREE;
  return (variables) => saturate(costly.reduce((total, plan) => total + plan(variables), 0));
}

function largest(plans: readonly CostPlan[]): CostPlan {
  const costly = plans.filter((plan) => plan !== FREE);
  const [only] = costly;
  if (costly.length <= 1) return only ?? FREE;
  return (variables) => costly.reduce((most, plan) => Math.max(most, plan(variables)), 0);
}

function saturate(cost: number): number {
  return Math.min(cost, CEILING);
}

import {
  GraphQLBoolean,
  GraphQLError,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
} from 'graphql';

/** What resolvers of this schema get as their context. */
export interface TestContext {
  readonly requestId: string;
  readonly principal: { readonly id: string } | null;
  readonly signal: AbortSignal | undefined;
  readonly debug: boolean;
  readonly gate: { wait: () => Promise<void> };
}

const id = { type: new GraphQLNonNull(GraphQLID) };
const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  parseValue(value) {
    if (typeof value === 'string' && /^-?\d{1,9}(\.\d{1,2})?$/.test(value)) return value;
    throw new GraphQLError('A Decimal is a string such as "482.50".', { extensions: { code: 'BAD_USER_INPUT' } });
  },
});
const Node = new GraphQLInterfaceType({ name: 'Node', fields: { id }, resolveType: () => 'Card' });
const PageInfo = new GraphQLObjectType({ name: 'PageInfo', fields: { hasNextPage: { type: GraphQLBoolean } } });

function connection(name: string, node: () => GraphQLObjectType): GraphQLObjectType {
  const edge = new GraphQLObjectType({
    name: `${name}Edge`,
    fields: () => ({ cursor: { type: GraphQLString }, node: { type: node() } }),
  });
  return new GraphQLObjectType({
    name: `${name}Connection`,
    fields: () => ({
      edges: { type: new GraphQLNonNull(new GraphQLList(edge)) },
      nodes: { type: new GraphQLNonNull(new GraphQLList(node())) },
      pageInfo: { type: new GraphQLNonNull(PageInfo) },
      totalCount: { type: GraphQLInt },
    }),
  });
}
const page = { first: { type: GraphQLInt, defaultValue: 20 }, after: { type: GraphQLString } };
const emptyPage = () => ({ edges: [], nodes: [], pageInfo: { hasNextPage: false }, totalCount: 0 });

const Operation: GraphQLObjectType = new GraphQLObjectType({
  name: 'Operation',
  interfaces: [Node],
  fields: () => ({ id, amount: { type: GraphQLString }, card: { type: Card } }),
});
const Card: GraphQLObjectType = new GraphQLObjectType<Record<string, unknown>, TestContext>({
  name: 'Card',
  interfaces: [Node],
  fields: () => ({
    id,
    number: { type: GraphQLString },
    owner: { type: Guest },
    identifiers: { type: new GraphQLNonNull(new GraphQLList(Identifier)) },
    operations: { type: connectionOfOperations, args: page, resolve: emptyPage },
    broken: {
      type: GraphQLString,
      resolve: () => {
        throw new Error('upstream http://10.0.0.7:11030 said: secret-upstream-text');
      },
    },
  }),
});
const Identifier = new GraphQLObjectType({ name: 'Identifier', fields: { value: { type: GraphQLString } } });
const Guest: GraphQLObjectType = new GraphQLObjectType({
  name: 'Guest',
  interfaces: [Node],
  fields: () => ({
    id,
    name: { type: GraphQLString },
    card: { type: Card },
    phones: { type: new GraphQLList(GraphQLString) },
  }),
});
const connectionOfOperations = connection('Operation', () => Operation);
const connectionOfCards = connection('Card', () => Card);
const By = new GraphQLInputObjectType({
  name: 'By',
  isOneOf: true,
  fields: { id: { type: GraphQLID }, phone: { type: GraphQLString } },
});
const DepositInput = new GraphQLInputObjectType({
  name: 'DepositInput',
  fields: {
    amount: { type: new GraphQLNonNull(Decimal) },
    idempotencyKey: { type: new GraphQLNonNull(GraphQLString) },
  },
});
const depositArgs = { input: { type: new GraphQLNonNull(DepositInput) } };

const card = {
  __typename: 'Card',
  id: 'c1',
  number: '8002',
  identifiers: [{ value: '8002' }],
  owner: { id: 'g1', name: 'Анна' },
};

function needsKey(context: TestContext): void {
  if (!context.principal) {
    throw new GraphQLError('Send a valid credential.', { extensions: { code: 'UNAUTHENTICATED' } });
  }
}

const Query = new GraphQLObjectType<unknown, TestContext>({
  name: 'Query',
  fields: {
    card: {
      type: Card,
      args: { id: { type: GraphQLID }, by: { type: By } },
      resolve: (_root, _args, context) => {
        needsKey(context);
        return card;
      },
    },
    me: {
      type: new GraphQLNonNull(Guest),
      resolve: (_root, _args, context) => {
        needsKey(context);
        return { id: 'g1', name: context.principal?.id, card, phones: ['+79000001042'] };
      },
    },
    node: { type: Node, args: { id }, resolve: () => card },
    nodes: {
      type: new GraphQLList(Node),
      args: { ids: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))) } },
      resolve: () => [card],
    },
    cards: { type: connectionOfCards, args: page, resolve: () => ({ ...emptyPage(), nodes: [card], totalCount: 1 }) },
    groups: { type: new GraphQLList(Guest), resolve: () => [] },
    search: {
      type: new GraphQLList(new GraphQLUnionType({ name: 'Found', types: [Card, Guest] })),
      resolve: () => [card],
    },
    echo: {
      type: GraphQLString,
      args: { text: { type: GraphQLString } },
      resolve: (_root, { text }: { text?: string }) => text,
    },
    amount: { type: GraphQLString, args: { value: { type: Decimal } }, resolve: (_root, { value }) => value },
    slow: {
      type: GraphQLString,
      resolve: async (_root, _args, { gate, signal }) => {
        await gate.wait();
        return signal?.aborted ? 'aborted' : 'done';
      },
    },
    debugged: { type: GraphQLBoolean, resolve: (_root, _args, { debug }) => debug },
  },
});

const Mutation = new GraphQLObjectType<unknown, TestContext>({
  name: 'Mutation',
  fields: {
    deposit: { type: Card, args: depositArgs, resolve: () => card },
    withdraw: { type: Card, args: depositArgs, resolve: () => card },
    sessionLogin: {
      type: new GraphQLObjectType({ name: 'Session', fields: { token: { type: GraphQLString } } }),
      args: { password: { type: GraphQLString } },
      resolve: (_root, { password }: { password?: string }) => ({ token: password ?? null }),
    },
    rename: { type: Card, args: { name: { type: GraphQLString } }, resolve: () => card },
    slowDeposit: {
      type: GraphQLString,
      resolve: async (_root, _args, { gate, signal }) => {
        await gate.wait();
        return String(signal);
      },
    },
  },
});

/** Streams that were told to end before their end. */
export const ended: string[] = [];

const Subscription = new GraphQLObjectType<unknown, TestContext>({
  name: 'Subscription',
  fields: {
    ticks: {
      type: GraphQLInt,
      async *subscribe() {
        for (const ticks of [1, 2, 3]) yield { ticks };
      },
    },
    forever: {
      type: GraphQLInt,
      async *subscribe(_root, _args, { gate, requestId }) {
        try {
          for (let forever = 0; ; forever += 1) {
            yield { forever };
            await gate.wait();
          }
        } finally {
          ended.push(requestId);
        }
      },
    },
    fails: {
      type: GraphQLInt,
      // biome-ignore lint/correctness/useYield: it fails before
      async *subscribe() {
        throw new Error('secret-upstream-text');
      },
    },
    falters: {
      type: GraphQLInt,
      async *subscribe() {
        yield { falters: 'no number secret-upstream-text' };
      },
    },
  },
});

/** A small graph with one of each: connection, list, interface, union, stream, oneOf, scalar of our own, value move, slow and broken fields. */
export const testSchema = new GraphQLSchema({
  query: Query,
  mutation: Mutation,
  subscription: Subscription,
  types: [Card, Guest, Operation],
});

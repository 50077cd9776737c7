import { existsSync, readdirSync, readFileSync } from 'node:fs';
import {
  buildSchema,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  parse,
  print,
  printType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { SCOPES } from '../src/config/scopes.ts';
import { schema } from '../src/domain/schema.ts';

/** The outline of the public schema, word for word: every name here is a promise. More may be there, less may not. */
const PROMISED = `
interface Node { id: ID! }
scalar Decimal  scalar Date  scalar DateTime  scalar PhoneNumber  scalar EmailAddress  scalar JSON

type Query {
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  viewer: Viewer!
  settings: Settings
  guest(by: GuestBy!): Guest
  guestsBy(by: [GuestBy!]!): [Guest]!
  guests(filter: GuestFilter, orderBy: GuestOrder, first: Int = 20, after: String): GuestConnection
  card(by: CardBy!): Card
  cards(filter: CardFilter, orderBy: CardOrder, first: Int = 20, after: String): CardConnection
  group(id: ID!): Group
  groups: [Group!]
  identifierTypes: [IdentifierType!]
  operation(id: ID!): Operation
  operations(filter: OperationFilter, first: Int = 20, after: String): OperationConnection
  discount(id: ID!): Discount
  discounts(kind: DiscountKind): [Discount!]
  restaurants: [Restaurant!]
  tags: [Tag!]
  users: [User!]
  reports: [ReportInfo!]
  report(code: ReportCode!, input: ReportInput!): Report
}
input GuestBy @oneOf { id: ID  phone: String  email: String  identifier: IdentifierValue }
input CardBy @oneOf { id: ID  upstreamId: String  identifier: IdentifierValue }
input IdentifierValue { value: String!  typeId: ID }
input DateRange { from: Date  to: Date }
input GuestFilter { search: String  phone: String  email: String  birthday: BirthdayFilter  registered: DateRange  updatedSince: DateTime  group: ID  discount: ID  tag: ID }
input BirthdayFilter @oneOf { withinDays: Int  range: DayRange }
input DayRange { from: String!  to: String! }
input CardFilter { search: String  group: ID  discount: ID  tag: ID  isBlocked: Boolean }
input OperationFilter { from: DateTime  to: DateTime  businessDate: DateRange  kinds: [OperationKind!]  group: ID  restaurant: ID }
input CardOperationFilter { from: DateTime  to: DateTime  businessDate: DateRange  kinds: [OperationKind!]  restaurant: ID }
enum CardOrderField { ID  LAST_NAME  BALANCE  REGISTERED_AT }
enum GuestOrderField { ID  LAST_NAME  REGISTERED_AT }
enum OrderDirection { ASC  DESC }
input CardOrder { field: CardOrderField!  direction: OrderDirection! = ASC }
input GuestOrder { field: GuestOrderField!  direction: OrderDirection! = ASC }
enum OperationKind { DEPOSIT WITHDRAW EXPIRE POS_PAYMENT POS_BONUS POS_DISCOUNT POS_SPEND PROMO REFERRAL UNKNOWN }
enum DiscountKind { POS LADDER }

type PageInfo { hasNextPage: Boolean!  hasPreviousPage: Boolean!  startCursor: String  endCursor: String }
type GuestConnection { edges: [GuestEdge!]!  nodes: [Guest!]!  pageInfo: PageInfo!  totalCount: Int }
type CardConnection { edges: [CardEdge!]!  nodes: [Card!]!  pageInfo: PageInfo!  totalCount: Int }
type OperationConnection { edges: [OperationEdge!]!  nodes: [Operation!]!  pageInfo: PageInfo!  totalCount: Int }
type GuestEdge { node: Guest!  cursor: String! }
type CardEdge { node: Card!  cursor: String! }
type OperationEdge { node: Operation!  cursor: String! }

type Viewer { tenant: TenantInfo!  kind: PrincipalKind!  name: String!  scopes: [String!]!  user: User  guest: Guest }
type TenantInfo { slug: String!  name: String!  timeZone: String! }
enum PrincipalKind { API_KEY GUEST STAFF }
type Settings { phoneRequired: Boolean genderRequired: Boolean temporaryIdentifierLength: Int temporaryIdentifierMinutes: Int dayChangeTime: String language: String birthdayDaysBefore: Int birthdayDaysAfter: Int }
type Guest implements Node {
  id: ID!  upstreamId: String!  name: PersonName!
  gender: Gender  birthday: Date  phones: [PhoneNumber!]!  email: EmailAddress  note: String
  consents: Consents!  tags: [Tag!]  referredBy: Guest  registeredAt: DateTime!  registrationSource: String  updatedAt: DateTime
  card: Card!
}
type PersonName { full: String!  short: String!  last: String  first: String  patronymic: String }
enum Gender { MALE FEMALE UNKNOWN }
type Card implements Node {
  id: ID!  upstreamId: String!  number: String
  guest: Guest!  group: Group  discount: Discount  bonusTypeCode: Int
  balance: Decimal!
  creditLimit: Decimal!  availableToWithdraw: Decimal!  discountLimit: Decimal
  balanceDetails: BalanceDetails  spending: Spending  ladderProgress: LadderProgress
  isBlocked: Boolean!  blockReason: String  validity: Validity!  messages: CardMessages!  updatedAt: DateTime
  identifiers: [Identifier!]!
  operations(filter: CardOperationFilter, first: Int = 20, after: String): OperationConnection
}
type BalanceDetails { available: Decimal!  pendingTotal: Decimal!  pending: [DatedAmount!]!  expiring: [DatedAmount!]!  neverExpires: Decimal! }
type DatedAmount { amount: Decimal!  date: Date! }
type Spending { day: Decimal  week: Decimal  month: Decimal  year: Decimal  total: Decimal }
type LadderProgress { level: String  nextLevel: String  spentInPeriod: Decimal  amountToNextLevel: Decimal }
type Consents { personalData: Boolean! privacyPolicy: Boolean! adult: Boolean! }
type Validity { from: Date to: Date }
type CardMessages { screen: String print: String }
type Group implements Node { id: ID! upstreamId: String! name: String! comment: String  cards(first: Int = 20, after: String): CardConnection  cardsCount: Int }
type IdentifierType implements Node { id: ID! upstreamId: String! name: String! kind: IdentifierKind! }
enum IdentifierKind { CARD PHONE OTHER UNKNOWN }
type Identifier { id: ID! value: String! type: IdentifierType isTemporary: Boolean! expiresAt: DateTime }
type Operation implements Node {
  id: ID! upstreamId: String! kind: OperationKind! amount: Decimal!
  affectsBalance: Boolean  reason: String  createdAt: DateTime!  businessDate: Date
  card: Card  identifier: Identifier  receipt: Receipt
  user: String  availableFrom: Date  expiresAt: Date  balanceAfter: Decimal
}
type Receipt { restaurant: Restaurant  station: Int  number: Int }
interface Discount implements Node { id: ID! upstreamId: String! name: String! isActive: Boolean! }
type PosDiscount implements Discount & Node { id: ID! upstreamId: String! name: String! isActive: Boolean! code: Int  isBonus: Boolean! }
type Ladder implements Discount & Node { id: ID! upstreamId: String! name: String! isActive: Boolean! accumulationPeriod: AccumulationPeriod  levels: [LadderLevel!]! }
type AccumulationPeriod { unit: AccumulationPeriodUnit!  value: Int! }
enum AccumulationPeriodUnit { DAY WEEK MONTH YEAR UNKNOWN }
type LadderLevel { name: String!  threshold: Decimal!  discount: PosDiscount  bonusTypeCode: Int }
type Restaurant implements Node { id: ID! upstreamId: String! code: Int! name: String! }
type Tag implements Node { id: ID! upstreamId: String! name: String! groupName: String }
type User implements Node { id: ID! upstreamId: String! login: String! userType: UserType role: String email: String name: PersonName comment: String }
enum UserType { ORDINARY API UNKNOWN }
enum ReportCode { TOTALS TRANSACTIONS IDENTIFIERS SPEND_BY_DAY BIRTHDAYS INACTIVE LOST_GUESTS BASE_GROWTH TOP_GUESTS TURNOVER }
type ReportInfo { code: ReportCode! name: String! }
input ReportInput { from: Date  to: Date  groupIds: [ID!]  restaurantIds: [ID!]  tagIds: [ID!]  first: Int = 100  offset: Int = 0 }
type Report { info: ReportInfo!  columns: [ReportColumn!]!  rows: [[JSON]!]!  totals: [JSON]  totalCount: Int! }
type ReportColumn { name: String! title: String! type: ReportColumnType! }
enum ReportColumnType { STRING INTEGER MONEY DATE DATETIME BOOLEAN }
`;

/** What a root field asks of a credential. */
const SCOPES_OF_ROOT: Record<string, string[]> = {
  guest: ['guest:read'],
  guestsBy: ['guest:read'],
  guests: ['guest:read', 'guest:list'],
  card: ['card:read'],
  cards: ['card:read', 'guest:list'],
  operation: ['operation:read'],
  operations: ['operation:read', 'guest:list'],
  report: ['report:read'],
  reports: ['report:read'],
  users: ['user:read'],
  ...Object.fromEntries(
    ['settings', 'group', 'groups', 'identifierTypes', 'discount', 'discounts', 'restaurants', 'tags'].map((name) => [
      name,
      ['dictionary:read'],
    ]),
  ),
  // Anyone who may ask at all; `node` and `nodes` ask for the scope of what they find.
  viewer: [],
  node: [],
  nodes: [],
};

interface Described {
  path: string;
  /** Words that a description must do more than repeat. */
  name: string;
  description: string | null | undefined;
  deprecationReason?: string | null | undefined;
}

const own = (tested: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(tested.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));

function everything(tested: GraphQLSchema): Described[] {
  return own(tested).flatMap((type): Described[] => {
    const members: Described[] = [];
    const add = (path: string, one: GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument) => {
      members.push({ path, name: one.name, description: one.description, deprecationReason: one.deprecationReason });
      if ('args' in one) for (const arg of one.args) add(`${path}(${arg.name})`, arg);
    };
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
      for (const field of Object.values(type.getFields())) add(`${type.name}.${field.name}`, field);
    if (isEnumType(type))
      for (const value of type.getValues())
        members.push({
          path: `${type.name}.${value.name}`,
          name: value.name,
          description: value.description,
          deprecationReason: value.deprecationReason,
        });
    return [{ path: type.name, name: type.name, description: type.description }, ...members];
  });
}

const words = (text: string): string[] =>
  text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !['a', 'an', 'the', 'of', 'is', 'its', 'this', 'for'].includes(word));

/** A description that is missing, or says no word that the name does not say already. Appended lines do not count. */
function undescribed(tested: GraphQLSchema): string[] {
  return everything(tested)
    .filter(({ name, description }) => {
      const known = new Set(words(name));
      const told = (description ?? '').split('\n').filter((line) => !/^(Scope|Default|Limit): /.test(line));
      return words(told.join(' ')).every((word) => known.has(word) || known.has(word.replace(/s$/, '')));
    })
    .map(({ path }) => path);
}

const DEPRECATION = /^Use "[^"]+" instead\. Removal on \d{4}-\d{2}-\d{2}\.$/;
const misdeprecated = (tested: GraphQLSchema): string[] =>
  everything(tested)
    .filter(({ deprecationReason }) => deprecationReason != null && !DEPRECATION.test(deprecationReason))
    .map(({ path }) => path);

const NON_NULL_ROOTS = ['viewer', 'nodes', 'guestsBy'];
const nonNullRoots = (tested: GraphQLSchema): string[] =>
  Object.values(tested.getQueryType()?.getFields() ?? {})
    .filter(({ type }) => isNonNullType(type))
    .map(({ name }) => name);

/** What of a mutation breaks the pattern: noun first, one `input: XInput!`, a nullable `XResult`. */
function mutationFaults(tested: GraphQLSchema): string[] {
  const nouns = /^(session|guest|card|group|identifier|ladder|temporaryIdentifier|identifierType)[A-Z]/;
  const withoutInput = ['sessionRefresh', 'sessionLogout'];
  return Object.values(tested.getMutationType()?.getFields() ?? {}).flatMap(({ name, args, type }) => {
    const big = name.charAt(0).toUpperCase() + name.slice(1);
    const expected = withoutInput.includes(name) ? '' : `input: ${big}Input!`;
    const found = args.map((arg) => `${arg.name}: ${arg.type}`).join();
    return [
      ...(nouns.test(name) ? [] : [`${name} does not begin with a noun`]),
      ...(found === expected ? [] : [`${name} takes ${found}`]),
      ...(String(type) === `${big}Result` ? [] : [`${name} gives ${type}`]),
    ];
  });
}

/** Lists that a client can make long, and page sizes, whose description does not say how long. */
function unboundedLists(tested: GraphQLSchema): string[] {
  const inputs = own(tested).flatMap((type) => {
    if (isInputObjectType(type))
      return Object.values(type.getFields()).map((field) => ({ path: `${type.name}.${field.name}`, field }));
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap(({ name, args }) =>
      args.map((field) => ({ path: `${type.name}.${name}(${field.name})`, field })),
    );
  });
  return inputs
    .filter(({ field: { name, type, description } }) => {
      const bare = isNonNullType(type) ? type.ofType : type;
      // A list of enum values is as long as the enum.
      const grows = (isListType(bare) && !isEnumType(getNamedType(bare))) || name === 'first';
      return grows && !/^Limit: .*\d+/m.test(description ?? '');
    })
    .map(({ path }) => path);
}

const BAD = buildSchema(`
  """Everything"""
  type Query { """The thing of this""" thing(first: Int, ids: [ID!]): Thing! """Good: has a word of its own""" other: Int @deprecated(reason: "soon") }
  type Thing { """An id of the thing, opaque""" id: ID! }
  type Mutation { """Makes one""" makeThing(thing: ID!): Thing }
`);

describe('what the checks of this file find in a bad schema', () => {
  test('missing descriptions and such as repeat the name', () => {
    expect(undescribed(BAD)).toEqual([
      'Query.thing',
      'Query.thing(first)',
      'Query.thing(ids)',
      'Thing',
      'Mutation',
      'Mutation.makeThing(thing)',
    ]);
  });
  test('a deprecation without a way out, a root that cannot be null, an unbounded list, a mutation of another form', () => {
    expect(misdeprecated(BAD)).toEqual(['Query.other']);
    expect(nonNullRoots(BAD)).toEqual(['thing']);
    expect(unboundedLists(BAD)).toEqual(['Query.thing(first)', 'Query.thing(ids)']);
    expect(mutationFaults(BAD)).toEqual([
      'makeThing does not begin with a noun',
      'makeThing takes thing: ID!',
      'makeThing gives Thing',
    ]);
    expect(
      mutationFaults(
        buildSchema(
          'type Query { a: Int } input CardBlockInput { a: Int } type CardBlockResult { a: Int } type Mutation { cardBlock(input: CardBlockInput!): CardBlockResult }',
        ),
      ),
    ).toEqual([]);
  });
});

test('everything has a description that says more than its name', () => {
  expect(everything(schema).length).toBeGreaterThan(350);
  expect(undescribed(schema)).toEqual([]);
});

test('a deprecation says what to use and until when', () => {
  expect(misdeprecated(schema)).toEqual([]);
});

test('only viewer, nodes and guestsBy are non-null at the root', () => {
  expect(nonNullRoots(schema).sort()).toEqual(NON_NULL_ROOTS.sort());
});

test('mutations are a noun and a verb with one input and a union of results', () => {
  expect(mutationFaults(schema)).toEqual([]);
});

test('every list that a client sends, and every page size, says its limit', () => {
  expect(unboundedLists(schema)).toEqual([]);
});

test('what has a default says it', () => {
  const silent = own(schema).flatMap((type) => {
    const fields = isInputObjectType(type)
      ? Object.values(type.getFields())
      : isObjectType(type)
        ? Object.values(type.getFields()).flatMap(({ args }) => args)
        : [];
    return fields
      .filter(
        ({ defaultValue, description }) =>
          defaultValue !== undefined && !description?.includes(`Default: ${defaultValue}.`),
      )
      .map(({ name }) => `${type.name} ${name}`);
  });
  expect(silent).toEqual([]);
});

test('the orders whose walk is not stable say so', () => {
  for (const name of ['guests', 'cards'])
    expect(schema.getQueryType()?.getFields()[name]?.description).toMatch(/may repeat or miss/);
});

describe('scopes', () => {
  const roots = Object.values(schema.getQueryType()?.getFields() ?? {});
  test.each(roots.map((field) => [field.name, field] as const))('%s says what it needs', (name, field) => {
    const line = /^Scope: (.*)\.$/m.exec(field.description ?? '')?.[1] ?? '';
    expect([...line.matchAll(/`([^`]+)`/g)].map(([, scope]) => scope)).toEqual(SCOPES_OF_ROOT[name]);
  });
  test('no description names a scope that does not exist', () => {
    const named = everything(schema).flatMap(({ description }) =>
      [...(/^Scope: (.*)$/m.exec(description ?? '')?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, scope]) => scope),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((scope) => !SCOPES.some((one) => one === scope))).toEqual([]);
  });
});

test('each root field stands in queries.ts of the folder of its noun', () => {
  const queries = readdirSync('src/domain', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`src/domain/${entry.name}/queries.ts`))
    .map(({ name }) => ({ folder: name, text: readFileSync(`src/domain/${name}/queries.ts`, 'utf8') }));
  const folderOf = (field: string) =>
    queries.filter(({ text }) => new RegExp(`^  ${field}: t\\.field\\(|queryField\\('${field}'`, 'm').test(text));
  const roots = Object.keys(schema.getQueryType()?.getFields() ?? {}).filter(
    (name) => !['node', 'nodes'].includes(name),
  );
  const misplaced = roots.filter((field) => {
    const [found, ...others] = folderOf(field);
    // `guests`, `guestsBy` → guest; `identifierTypes` → identifier
    return !found || others.length > 0 || !field.toLowerCase().startsWith(found.folder.replace(/s$/, ''));
  });
  expect(misplaced).toEqual([]);
  expect(roots.length).toBeGreaterThan(15);
});

describe('every name of the outline is there, as it was promised', () => {
  const outline = parse(PROMISED, { noLocation: true });
  const isOneOf = (directives: readonly ConstDirectiveNode[] | undefined) =>
    directives?.some(({ name }) => name.value === 'oneOf') ?? false;
  const shown = (field: Pick<FieldDefinitionNode, 'type' | 'arguments'>) => {
    const args = (field.arguments ?? []).map((arg) => print(arg));
    return `${args.length > 0 ? `(${args.join(', ')})` : ''}: ${print(field.type)}`;
  };
  const printed = new Map(
    own(schema).map((type) => [
      type.name,
      parse(printType(type).replace(/"""[\s\S]*?"""/g, ''), { noLocation: true }).definitions[0],
    ]),
  );

  test.each(
    outline.definitions.map(
      (definition) => ['name' in definition ? (definition.name?.value ?? '') : '', definition] as const,
    ),
  )('%s', (name, promised) => {
    const found = printed.get(name);
    expect(found?.kind).toBe(promised.kind);
    if (promised.kind === Kind.ENUM_TYPE_DEFINITION && found?.kind === promised.kind) {
      const values = found.values?.map((value) => value.name.value);
      expect(values).toEqual(expect.arrayContaining((promised.values ?? []).map((value) => value.name.value)));
    } else if (promised.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && found?.kind === promised.kind) {
      expect(isOneOf(found.directives)).toBe(isOneOf(promised.directives));
      expect(found.fields?.map((field) => print(field))).toEqual(
        expect.arrayContaining((promised.fields ?? []).map((field) => print(field))),
      );
    } else if (
      (promised.kind === Kind.OBJECT_TYPE_DEFINITION || promised.kind === Kind.INTERFACE_TYPE_DEFINITION) &&
      found?.kind === promised.kind
    ) {
      const names = (list: typeof promised.interfaces) => (list ?? []).map((one) => one.name.value).sort();
      expect(names(found.interfaces)).toEqual(names(promised.interfaces));
      const fields = Object.fromEntries(
        (found.fields ?? []).map((field) => [field.name.value, sortedArgs(shown(field))]),
      );
      expect(fields).toMatchObject(
        Object.fromEntries((promised.fields ?? []).map((field) => [field.name.value, sortedArgs(shown(field))])),
      );
    } else expect(isScalarType(schema.getType(name))).toBe(true);
  });

  /** The printed schema is sorted, the outline is not. */
  function sortedArgs(text: string): string {
    return text.replace(/^\((.*)\)/, (_, args: string) => `(${args.split(', ').sort().join(', ')})`);
  }
});

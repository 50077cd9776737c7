import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** A seeded source of chances, so that a run can be repeated. */
export function chances(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    under: (share: number) => next() < share,
    upTo: (count: number) => Math.floor(next() * count),
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T,
  };
}

export type Chances = ReturnType<typeof chances>;

export interface Grown {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const TEXTS = [
  '',
  'x',
  'Иванова',
  '\u0000',
  '\ud800',
  '🍔'.repeat(50),
  '__proto__',
  "' OR 1=1",
  '<b>',
  '../..',
  'a'.repeat(2100),
];
const NUMBERS = [0, 1, -1, 2, 5, 20, 100, 101, 1000, 2 ** 31 - 1, 2 ** 31, 1.5];
const PHONES = ['79000001042', '8 (900) 000-10-42', '+7 900 000-10-43', '1', '٧٩٠٠'];

export interface GrowOptions {
  readonly schema: GraphQLSchema;
  readonly random: Chances;
  readonly ids: readonly string[];
  /** Texts for the arguments of queries: mutations could write them. */
  readonly texts: readonly string[];
  /** Root fields of queries that come more often. */
  readonly roots: readonly string[];
  /** Fields of types that come more often. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Documents that the schema allows, more or less: every field, argument and input has its chance, with values kind and hostile. */
export function grower({ schema, random, ids, texts, roots, fields: often }: GrowOptions) {
  let variables: Record<string, unknown> = {};
  let declarations: string[] = [];
  let fragments: string[] = [];
  let budget = 0;
  let isQuery = true;

  const scalar = (name: string): unknown => {
    switch (name) {
      case 'ID':
        return random.pick([...ids, random.pick(TEXTS)]);
      case 'Int':
        return random.pick(NUMBERS);
      case 'Boolean':
        return random.under(0.5);
      case 'Decimal':
        return random.pick(['1.00', '0.01', '-5', '1e5', '999999999.99', 7, '']);
      case 'Date':
        return random.pick(['2026-03-10', '2026-02-30', '0000-00-00', '']);
      case 'DateTime':
        return random.pick(['2026-03-10T12:00:00Z', '2026-03-10T12:00:00+03:00', 'now', '9999-12-31T23:59:59Z']);
      default:
        if (isQuery && random.under(0.5)) return random.pick(texts);
        return random.pick([...PHONES, ...TEXTS, '142', 'FuzzKey-0123456789', '2000000010427', 'BIRTHDAYS']);
    }
  };

  const value = (type: GraphQLInputType, depth: number): unknown => {
    if (random.under(0.02)) return random.pick([null, [], {}, 'x', 1]);
    if (isNonNullType(type)) return value(type.ofType, depth);
    if (random.under(0.05)) return null;
    if (isListType(type)) return Array.from({ length: random.upTo(4) }, () => value(type.ofType, depth + 1));
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (!isInputObjectType(type)) return scalar(type.name);
    const fields = Object.values(type.getFields());
    if (type.isOneOf) {
      const chosen = random.under(0.95) ? [random.pick(fields)] : fields.slice(0, 2);
      return Object.fromEntries(chosen.map((field) => [field.name, value(field.type, depth + 1)]));
    }
    const given = fields.filter((field) => isRequired(field) || random.under(depth > 3 ? 0.1 : 0.4));
    return Object.fromEntries(given.map((field) => [field.name, value(field.type, depth + 1)]));
  };

  const argument = (arg: GraphQLArgument): string => {
    const given = value(arg.type, 0);
    if (random.under(0.4)) {
      const name = `v${declarations.length}`;
      declarations.push(`$${name}: ${arg.type}`);
      variables[name] = given;
      return `${arg.name}: $${name}`;
    }
    return `${arg.name}: ${literal(arg.type, given)}`;
  };

  const selection = (type: GraphQLNamedOutputType, depth: number): string => {
    if (isAbstractType(type)) {
      const parts = schema.getPossibleTypes(type).filter(() => random.under(0.5));
      return `{ __typename ${parts.map((part) => `... on ${part.name} ${selection(part, depth + 1)}`).join(' ')} }`;
    }
    if (!isObjectType(type)) return '';
    const fields = Object.values(type.getFields());
    const known = depth === 0 && isQuery ? fields.filter(({ name }) => roots.includes(name)) : [];
    const chosen = Array.from({ length: 1 + random.upTo(4) }, () =>
      random.pick(known.length > 0 && random.under(0.5) ? known : fields),
    );
    const parts = chosen.flatMap((field) => {
      const inner = getNamedType(field.type);
      budget -= 1;
      if (!isLeafType(inner) && (depth > 6 || budget < 0)) return [];
      const args = field.args.filter((arg) => isRequired(arg) || random.under(0.4)).map(argument);
      const alias = `a${random.upTo(1000)}: `;
      const directive = random.under(0.05) ? ` @${random.pick(['skip', 'include'])}(if: ${random.under(0.5)})` : '';
      return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${directive} ${isLeafType(inner) ? '' : selection(inner, depth + 1)}`;
    });
    if (random.under(0.1) && parts.length > 0) {
      const name = `F${fragments.length}`;
      fragments.push(`fragment ${name} on ${type.name} { __typename ${parts.join(' ')} }`);
      return `{ ...${name} }`;
    }
    const more = random.under(0.5) ? (often[type.name] ?? '') : '';
    return `{ __typename ${parts.join(' ')} ${more} }`;
  };

  return (): Grown => {
    variables = {};
    declarations = [];
    fragments = [];
    budget = 40;
    const operation = random.under(0.2) ? 'mutation' : 'query';
    isQuery = operation === 'query';
    const root = isQuery ? schema.getQueryType() : schema.getMutationType();
    if (!root) throw new Error('the schema has both');
    const body = selection(root, 0);
    const head = declarations.length > 0 ? `(${declarations.join(', ')})` : '';
    return { query: `${operation} Grown${head} ${body} ${fragments.join(' ')}`, variables };
  };
}

const isRequired = (field: GraphQLArgument | GraphQLInputField): boolean =>
  isNonNullType(field.type) && field.defaultValue === undefined;

/** A value as GraphQL text. */
function literal(type: GraphQLInputType, given: unknown): string {
  const nullable = getNullableType(type);
  if (given === null || given === undefined) return 'null';
  if (Array.isArray(given)) {
    const item = isListType(nullable) ? nullable.ofType : nullable;
    return `[${given.map((one) => literal(item, one)).join(', ')}]`;
  }
  if (typeof given === 'object') {
    const fields = isInputObjectType(nullable) ? nullable.getFields() : {};
    const parts = Object.entries(given).map(
      ([name, one]) => `${name}: ${literal(fields[name]?.type ?? nullable, one)}`,
    );
    return `{${parts.join(', ')}}`;
  }
  if (isEnumType(nullable) && typeof given === 'string') return given;
  return JSON.stringify(given);
}

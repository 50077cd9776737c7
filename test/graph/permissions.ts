import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { ROLE_NAMES, ROLES, type Role, SCOPES, type Scope, STAFF_EXCLUDED } from '../../src/config/scopes.ts';
import { schema } from '../../src/domain/schema.ts';
import type { IdType } from '../../src/graph/ids/global-id.ts';
import type { Principal } from '../../src/tenants/principal.ts';
import type { Given } from '../kit/given.ts';
import { guestOf } from '../kit/graph.ts';
import { EVERY } from './mutation/every.ts';

/** Whose data is asked for, and another guest of the same restaurant. */
const ASKED = 142;
const OTHER = 101;

const keyOf = (role: Role): Principal => ({
  kind: 'API_KEY',
  id: role,
  tenant: 'saturn',
  name: role,
  scopes: new Set<Scope>(ROLES[role]),
});

/** Who asks: nobody, a principal, or the user of a session with every scope that it can have. */
export type Asker = Principal | null | 'staff';

export const PRINCIPALS: Readonly<Record<string, Asker>> = {
  admin: keyOf('admin'),
  ...Object.fromEntries(ROLE_NAMES.filter((role) => role !== 'admin').map((role) => [role, keyOf(role)])),
  staff: 'staff',
  'guest own': guestOf(ASKED),
  'guest other': guestOf(OTHER),
  nobody: null,
};

type Type = GraphQLObjectType | GraphQLInterfaceType;
const isFieldsType = (type: unknown): type is Type => isObjectType(type) || isInterfaceType(type);

/** Every field of the schema, as `Type.field`. */
export const FIELDS = Object.values(schema.getTypeMap())
  .filter((type): type is Type => isFieldsType(type) && !isIntrospectionType(type))
  .flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, type, field })),
  )
  .sort((a, b) => (a.name < b.name ? -1 : 1));

let used = 0;
const USED_KEY = 'permissions-key-used';

/** Inputs of mutations; each use has names and idempotency keys of its own. */
function inputOf(house: Given, name: string): object {
  const { id } = house;
  const n = String(++used).padStart(4, '0');
  const move = { amount: '1.00', reason: 'Проверка', idempotencyKey: `permissions-key-${n}` };
  const card = { cardId: id('Card', ASKED) };
  // So many logins within a minute would be refused.
  if (name === 'sessionLogin') house.clock.advance(60_000);
  const own: Record<string, object> = {
    guestUpdate: { guestId: id('Guest', ASKED), name: { first: 'Мария' } },
    guestTokenIssue: { by: { id: id('Guest', ASKED) } },
    sessionLogin: { tenant: 'saturn', login: 'admin', password: 'admin' },
    cardDeposit: { ...card, ...move },
    cardWithdraw: { ...card, ...move },
    operationReverse: { originalKey: `permissions-gone-${n}`, reason: 'Отмена', idempotencyKey: move.idempotencyKey },
    cardDepositMany: { deposits: [{ ...card, ...move }] },
    groupDeposit: { groupId: id('Group', 6), ...move },
    groupWithdraw: { groupId: id('Group', 6), ...move },
  };
  if (own[name]) return own[name];
  const input = EVERY.find((change) => change.name === name)?.input(house);
  if (!input) throw new Error(`test/graph/permissions.ts needs an input for ${name}`);
  if (name.endsWith('Create')) return { ...input, name: `Новое ${n}` };
  return name === 'identifierAdd' ? { ...input, value: `77000${n}` } : input;
}

/** Arguments of a field; for `id: ID!` alone the first row of the type. */
export function argsOf({ id, sandbox }: Given, name: string, field: GraphQLField<unknown, unknown>): string {
  // With a receipt and an identifier, so that what lies below is there.
  const operation = sandbox
    .operations()
    .find(({ accountId, restaurantId, identifierId }) => accountId === ASKED && restaurantId && identifierId);
  const ARGS: Record<string, string> = {
    'Query.node': `(id: "${id('Guest', ASKED)}")`,
    'Query.nodes': `(ids: ["${id('Card', ASKED)}"])`,
    'Query.guest': `(by: { id: "${id('Guest', ASKED)}" })`,
    'Query.guestsBy': `(by: [{ id: "${id('Guest', ASKED)}" }])`,
    'Query.card': `(by: { id: "${id('Card', ASKED)}" })`,
    'Query.discount': `(id: "${id('Ladder', 101)}")`,
    'Query.operation': `(id: "${id('Operation', operation?.id ?? 0)}")`,
    'Query.report': '(code: SPEND_BY_DAY, input: {})',
    'Query.valueMove': `(idempotencyKey: "${USED_KEY}")`,
    'Query.operations': '(first: 50)',
    'Card.operations': '(first: 50)',
  };
  const isById = field.args.length === 1 && String(field.args[0]?.type) === 'ID!';
  return ARGS[name] ?? (isById ? `(id: "${id(getNamedType(field.type).name as IdType, 1)}")` : '');
}

/** A way to a type: the query around a selection of its fields. */
interface Way {
  readonly around: (selection: string) => string;
  readonly mutation?: string;
}

/** What a field gave: FORBIDDEN or UNAUTHENTICATED, or the values in its place. */
type Told = { readonly isDenied: true } | { readonly isDenied: false; readonly values: readonly unknown[] };

/** Every field that a principal can reach, by a query that was executed. A type is entered by the first way that leads to a row. */
export async function reach(house: Given, asker: Asker): Promise<Map<string, Told>> {
  const told = new Map<string, Told>();
  const entered = new Set<string>();
  const ways: [type: Type, way: Way][] = [];
  let principal = asker === 'staff' ? await house.logIn('admin') : asker;
  // Mutations come last: they change what queries see.
  const roots: [type: Type | null | undefined, way: Way][] = [
    [schema.getQueryType(), { around: (selection) => `query { ${selection} }` }],
    [schema.getMutationType(), { around: (selection) => `mutation { ${selection} }` }],
  ];
  // So that `valueMove` finds something, for whoever may move value.
  const { id } = house;
  const used = { cardId: id('Card', ASKED), amount: '1.00', reason: 'Проверка', idempotencyKey: USED_KEY };
  await house.ask(
    'mutation ($input: CardDepositInput!) { cardDeposit(input: $input) { __typename } }',
    { input: used },
    { principal },
  );
  const next = () => {
    const way = ways.shift();
    if (way) return way;
    const root = roots.shift();
    return root?.[0] ? ([root[0], root[1]] as const) : undefined;
  };

  const ask = async (field: GraphQLField<unknown, unknown>, way: Way, around: Way['around'], selection: string) => {
    const mutation = way.mutation ?? (way.around('').startsWith('mutation') ? field.name : undefined);
    const source = around(selection);
    const { data, result } = await house.ask(
      source,
      source.includes('$input') ? { input: inputOf(house, mutation ?? '') } : {},
      { principal },
    );
    if (asker === 'staff' && mutation === 'sessionLogout') principal = await house.logIn('admin');
    const codes = (result.errors ?? []).map(({ extensions }) => String(extensions.code));
    if (codes.some((code) => code === 'FORBIDDEN' || code === 'UNAUTHENTICATED')) return { isDenied: true } as const;
    if (codes.length > 0) throw new Error(`${codes.join()} for ${source}: ${result.errors?.[0]?.message}`);
    return { isDenied: false, values: probed(data) } as const;
  };

  for (let way = next(); way; way = next()) {
    const [type, { around, mutation }] = way;
    if (entered.has(type.name)) continue;
    entered.add(type.name);
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      const below = getNamedType(field.type);
      const isRoot = type === schema.getMutationType();
      const hasInput = isRoot && field.args.length > 0;
      const args = hasInput ? '(input: $input)' : argsOf(house, name, field);
      const big = `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}`;
      const outer = hasInput ? (selection: string) => `mutation ($input: ${big}Input!) { ${selection} }` : around;
      const inner = isCompositeType(below) ? ' { __typename }' : '';
      const one = await ask(
        field,
        { around, ...(mutation ? { mutation } : {}) },
        outer,
        `probe: ${field.name}${args}${inner}`,
      );
      told.set(name, one);
      if (one.isDenied || !isCompositeType(below)) continue;
      for (const found of new Set(one.values.map((value) => String((value as { __typename?: string }).__typename)))) {
        // Whoever asks for another finds nobody; what is their own is seen in the column of the own guest.
        if (principal?.guestId === OTHER && (name === 'Viewer.guest' || found.endsWith('NotFoundError'))) continue;
        const into = (selection: string) => outer(`${field.name}${args} { ... on ${found} { ${selection} } }`);
        const target = schema.getType(found);
        const inMutation = isRoot ? field.name : mutation;
        if (isFieldsType(target))
          ways.push([target, { around: into, ...(inMutation ? { mutation: inMutation } : {}) }]);
        for (const face of isObjectType(target) ? target.getInterfaces() : [])
          ways.push([face, { around: into, ...(inMutation ? { mutation: inMutation } : {}) }]);
      }
    }
  }
  return told;
}

/** All values in the places of `probe`, lists flattened, without nulls. */
function probed(data: unknown): unknown[] {
  if (Array.isArray(data)) return data.flatMap(probed);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key === 'probe' ? [value].flat(9).filter((one) => one !== null && one !== undefined) : probed(value),
  );
}

const hasScope = (asker: Asker, scope: Scope): boolean =>
  asker === 'staff' ? !STAFF_EXCLUDED.has(scope) : asker?.scopes.has(scope) === true;

/** The scopes without which a root field is refused, whatever other scopes a key has; all of them together are enough. */
export async function needsOf(house: Given, field: GraphQLField<unknown, unknown>): Promise<Scope[]> {
  const below = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const query = `{ ${field.name}${argsOf(house, `Query.${field.name}`, field)}${below} }`;
  const isRefused = async (scopes: readonly Scope[]) => {
    const { errors } = await house.ask(query, {}, { principal: { ...keyOf('admin'), scopes: new Set(scopes) } });
    return errors.some((error) => error.startsWith('FORBIDDEN'));
  };
  const needs: Scope[] = [];
  for (const scope of SCOPES) if (await isRefused(SCOPES.filter((one) => one !== scope))) needs.push(scope);
  if (await isRefused(needs)) throw new Error(`${field.name} needs more than ${needs.join(', ')}`);
  return needs;
}

/** Failures of what needs no credential. */
const OPEN = new Set(['InvalidCredentialsError']);

/** What the declaration of a field says, for what no query here reaches. */
function declared({ type, field }: (typeof FIELDS)[number], asker: Asker): string {
  if (OPEN.has(type.name)) return 'allowed';
  const options = (field.extensions.pothosOptions ?? {}) as { scopes?: Scope[]; guest?: boolean };
  if (asker === null || (asker !== 'staff' && asker.kind === 'GUEST' && !options.guest)) return 'denied';
  return (options.scopes ?? []).every((scope) => hasScope(asker, scope)) ? 'allowed' : 'denied';
}

const isNothing = (values: readonly unknown[]) =>
  values.every((value) => /NotFoundError$/.test(String((value as { __typename?: string }).__typename)));

/**
 * ALLOW: answered. deny: FORBIDDEN or UNAUTHENTICATED here or on every way to it. null: no error, and nothing where an admin key
 * sees something, or would. In brackets: as declared, for no query of the test leads to it.
 */
export function cell(
  entry: (typeof FIELDS)[number],
  asker: Asker,
  own: ReadonlyMap<string, Told>,
  admin: ReadonlyMap<string, Told>,
): string {
  const { name, field } = entry;
  const reference = admin.get(name);
  if (!reference) return `(${declared(entry, asker)})`;
  const one = own.get(name);
  if (!one || one.isDenied) return 'deny';
  const { nullWithout } = (field.extensions.pothosOptions ?? {}) as { nullWithout?: Scope };
  if (nullWithout && !hasScope(asker, nullWithout)) return 'null';
  const adminSees = !reference.isDenied && !isNothing(reference.values);
  return adminSees && isNothing(one.values) ? 'null' : 'ALLOW';
}

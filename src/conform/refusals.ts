import type { DialectConfig } from '../config/dialect.ts';
import { parametersOf } from '../contract/names.ts';
import { UNSIGNED } from './checks/operations/signs.ts';
import type { FeatureResult } from './verdict.ts';

/** What a dialect refuses so that a suspect feature is refused rather than wrong, and which line or adapter would serve it. */
export interface Refusal {
  /** Entries of `missing`. */
  readonly missing: readonly string[];
  /** Resources whose unit is `unproven`. */
  readonly unproven: readonly string[];
  /** Properties whose values and names the dialect leaves out, so that they read as UNKNOWN or null. */
  readonly unread: readonly string[];
  readonly advice: string;
}

type Rule = readonly [pattern: RegExp, refusal: Partial<Refusal>, advice: string];

const ADAPTER = 'an adapter: request() changes what is asked, answer() what came';

const RULES: readonly Rule[] = [
  [/^amounts|^report\.amounts|balanceDetails/, {}, 'the lines moneyUnit and money'],
  [
    /^operations\.period|businessDate/,
    listed('operations.list', 'dateFrom', 'dateTo'),
    'the lines forms and dateBounds',
  ],
  [/^cards\.orderBy/, listed('accounts.list', 'sort', 'order'), ADAPTER],
  [/^groups\.cardsCount/, listed('accounts.list', 'groupId'), 'the line leaveOut, or an adapter'],
  [/^guest\.by\.phone|\.filter\.phone/, listed('accounts.list', 'phone'), 'the line forms, or an adapter'],
  [/^guest\.by\.email|\.filter\.email/, listed('accounts.list', 'email'), ADAPTER],
  [
    /^card\.by\.number/,
    { missing: ['accounts.byIdentifier', 'accounts.list.identifier'] },
    'the line parameters, or an adapter',
  ],
  [/^card\.operations/, listed('operations.list', 'accountId', 'accountIds'), 'the line parameters, or an adapter'],
  [
    /^operations\.signs/,
    row('operations'),
    'an adapter: answer() gives amounts their sign by what says debit or credit',
  ],
  [/^operations\.(walk|end|createdAt)/, row('operations'), 'the lines paging, total and timeZone, or an adapter'],
  [/^nodes\.cards/, { missing: ['accounts.list'] }, 'the line leaveOut, where a property says that a row is deleted'],
  [/^cards\.(walk|end|last)/, { missing: ['accounts.list'] }, 'the lines paging, maxLimit and total, or an adapter'],
  // Nothing refuses a time alone.
  [/^cards\.times/, { missing: [] }, 'the lines timeZone and forms, or an adapter: recipe "Times in another form"'],
  [/^cards\.details/, { missing: [] }, 'an adapter: recipe "A list whose rows lack fields"'],
  [/^operations\.kinds/, { unread: ['Operation.kind'] }, 'the line values'],
  [/^guests\.gender/, { unread: ['Account.gender'] }, 'the lines values and names'],
  [
    /^guests\.name/,
    { unread: ['Account.lastName', 'Account.firstName', 'Account.patronymic'] },
    'the line names, or an adapter',
  ],
];

function listed(operation: 'accounts.list' | 'operations.list', ...parameters: readonly string[]): Partial<Refusal> {
  return { missing: parameters.map((name) => `${operation}.${name}`) };
}

/** A row is as wrong as the list that shows it. */
function row(section: 'operations'): Partial<Refusal> {
  return { missing: [`${section}.list`, `${section}.get`] };
}

const NOTHING = { missing: [], unproven: [], unread: [] } as const;

export interface RefusalContext {
  /** Of the dialect. */
  readonly values?: DialectConfig['values'] | undefined;
  /** Whether the walk gave as many cards as the server counts. */
  readonly isCounted?: boolean;
}

export function refusalOf(found: FeatureResult, { values = {}, isCounted = false }: RefusalContext = {}): Refusal {
  const { feature, operation, text } = found;
  // Which of the two balances is right, nobody can tell.
  if (/ another balance by /.test(text))
    return {
      ...NOTHING,
      unproven: ['Account'],
      advice: 'the line money, or an adapter that reads balances where they are right',
    };
  // Rows that the filter gives are blocked, as each of them tells: the list without it leaves them out.
  if (feature === 'cards.filter.isBlocked' && / without having it on the walk/.test(text))
    return { ...NOTHING, missing: ['accounts.list'], advice: ADAPTER };
  const rule = RULES.find(([pattern]) => pattern.test(feature));
  const whole = operation === null ? [] : [operation];
  if (!rule) {
    const filters = filtersOf(feature);
    return {
      ...NOTHING,
      missing: filters.length > 0 ? filters : whole,
      advice: `the line parameters, or ${ADAPTER}`,
    };
  }
  const [, refusal, advice] = rule;
  // What adds is positive, as it should be, and kinds are in the server's own words: amounts alone are wrong, by their sign.
  const isUnsigned = / are positive$/.test(text) && isInWords(values['Operation.kind']);
  if (feature === 'operations.signs' && (isUnsigned || text === UNSIGNED)) {
    return { ...NOTHING, unproven: ['Operation'], advice };
  }
  // Every card came, so that the list is right in one order at least.
  if (feature === 'cards.last' && isCounted) return refusalOf({ ...found, feature: 'cards.orderBy' });
  if (refusal.missing ?? refusal.unread) return { ...NOTHING, ...refusal, advice };
  const resources = {
    'operations.list': 'Operation',
    'accounts.balance': 'AccountBalance',
    'reports.get': 'ReportTable',
  };
  const resource = Object.entries(resources).find(([id]) => id === operation)?.[1];
  return { ...NOTHING, missing: resource ? [] : whole, unproven: resource ? [resource] : [], advice };
}

/** Whether each value is the contract's own word, in another case at most. */
function isInWords(values: Readonly<Record<string, unknown>> = {}): boolean {
  const letters = (value: unknown) =>
    String(value)
      .replace(/[^a-z]/gi, '')
      .toLowerCase();
  return Object.entries(values).every(([ours, theirs]) => letters(ours) === letters(theirs));
}

/** The parameters of a filter, such as `groupId` of `cards.filter.group`. */
function filtersOf(feature: string): string[] {
  const [, root, name = ''] = /^(cards|guests|operations)\.filter\.(\w+)$/.exec(feature) ?? [];
  if (root === undefined) return [];
  const operation = root === 'operations' ? 'operations.list' : 'accounts.list';
  const stem = name.replace(/^is/, '').replace(/s$/, '').toLowerCase();
  const own = parametersOf(operation).filter((parameter) =>
    parameter.replace(/^is/, '').toLowerCase().startsWith(stem),
  );
  return own.map((parameter) => `${operation}.${parameter}`);
}

import type { Diagnosis, Finding, FindingCode } from './diagnosis.ts';

/** A few findings of one kind in one line, with what to do about them. */
export interface Decision {
  readonly severity: Finding['severity'];
  readonly code: FindingCode;
  readonly text: string;
  readonly action: string;
}

/** What decides comes first; without a line here a finding decides nothing. */
const ACTIONS: readonly (readonly [FindingCode, string])[] = [
  ['UNREACHABLE', 'check baseUrl and the network'],
  [
    'CERTIFICATE',
    'correct it there, or write upstream.tls once the fingerprint is compared; a fingerprint alone, as ca beside it refuses still',
  ],
  ['LOGIN_FAILED', 'check credentials and the place of the login'],
  ['LOGIN_UNREADABLE', 'write an adapter for auth.login'],
  ['TOKEN_REFUSED', 'ask its administrator which header bears the token'],
  ['BASE_URL_WRONG', 'write the baseUrl and the dialect below'],
  ['MONEY_UNPROVEN', 'run again with --expect-balance CARD=482.50, or write moneyUnit: kopecks or roubles'],
  ['MONEY_DIFFERS', 'compare the card with ProBonus, and run again'],
  ['READS_WRONG', 'write the dialect below, which refuses it; an adapter serves it'],
  ['DIALECT_FAILS', 'write the dialect and an adapter for what follows here, then run again'],
  ['DIALECT_DIFFERS', 'write the dialect below'],
  ['CLOCK_DIFFERS', 'compare the newest operation with ProBonus; correct timeZone or forms.dateTime'],
  ['NEEDS_ADAPTER', 'docs/adapter.md'],
  ['FIELDS_UNREADABLE', 'they are errors of their fields: write names or an adapter'],
  ['FILTER_IGNORED', 'write an adapter, or leave it refused'],
  ['VALUES_UNKNOWN', 'write values'],
  ['ROWS_DELETED', 'see in ProBonus whether they are there'],
  ['ONE_SESSION', 'make a login for the gateway alone'],
  ['READ_FORBIDDEN', 'let the login read it, or write it under missing'],
  ['READ_FAILED', 'see --all; what stays so needs an adapter'],
  ['OPERATION_HIDDEN', 'take it out of missing, and try it with conform --write CARD'],
  ['OPERATION_UNCERTAIN', 'compare it with ProBonus before you use it'],
  ['FIELD_GUESSED', 'compare it with ProBonus before you use it'],
  ['FIELD_MISSING', 'write names or an adapter, if the server has it'],
  ['TOKEN_UNTESTED', 'check whether the server should answer without a token'],
];

/** Each of these is done in a way of its own. */
const EACH: ReadonlySet<FindingCode> = new Set(['NEEDS_ADAPTER', 'VALUES_UNKNOWN']);

/** Lines that a person reads. */
const MOST = 12;

/** The few lines that decide, at most 12: what makes the gateway fail first. */
export function decisionsOf({ findings }: Pick<Diagnosis, 'findings'>): Decision[] {
  const isHeld = findings.some(({ code }) => code === 'FIELDS_UNREADABLE');
  // What was tried says more than what the document lacks.
  const severe = findings.filter(({ severity, code }) => severity !== 'info' && !(isHeld && code === 'FIELD_MISSING'));
  const lines = ACTIONS.flatMap(([code, action]) => {
    const own = severe.filter((finding) => finding.code === code);
    const [first] = own;
    if (!first) return [];
    if (EACH.has(code)) return own.map((one) => ({ severity: one.severity, code, text: textOf([one], one), action }));
    return [{ severity: first.severity, code, text: textOf(own, first), action }];
  });
  const rank = ({ severity }: Decision) => (severity === 'error' ? 0 : 1);
  return lines.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

function textOf(own: readonly Finding[], first: Finding): string {
  const place = first.operation === null ? '' : `${first.operation}: `;
  if (own.length === 1) return `${place}${first.text}`;
  const others = [...new Set(own.slice(1).map(({ operation, text }) => operation ?? text.split(':')[0] ?? ''))];
  const named = others.slice(0, 4).join(', ');
  return `${place}${first.text}; and ${own.length - 1} more: ${named}${others.length > 4 ? ', …' : ''}`;
}

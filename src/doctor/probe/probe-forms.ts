import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import type { Prober, Row } from './prober.ts';

export interface FormsOptions {
  readonly dialect: DialectConfig;
  readonly proberOf: (dialect: DialectConfig) => Prober;
  readonly supports: (operation: OperationId) => boolean;
  readonly accounts: readonly Row[];
  readonly operations: readonly Row[];
}

type Forms = DialectConfig['forms'];

const TIMES: readonly Forms['dateTime'][] = ['local', 'utc', 'zoned', 'epoch', 'epochMs'];

/** In which form a server takes times and phones: that by which it gives exactly the rows that were seen. */
export async function probeForms(options: FormsOptions): Promise<Observations> {
  const { dialect, supports } = options;
  const dateTime = supports('operations.list') ? await findTimes(options) : null;
  const phone = supports('accounts.list') ? await findPhones(options) : null;
  const forms = { ...dialect.forms, ...(dateTime && { dateTime }), ...(phone && { phone }) };
  return dateTime || phone ? { forms } : {};
}

/** Null where the form of the dialect serves, and where none does. */
async function findTimes({ dialect, proberOf, operations }: FormsOptions): Promise<Forms['dateTime'] | null> {
  const times = operations.map(({ createdAt }) => String(createdAt));
  const isNewestFirst = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
  const from = times[Math.min(9, times.length - 2)];
  if (!isNewestFirst || from === undefined || times.length < 5) return null;
  const expected = operations.filter((_, index) => (times[index] ?? '') >= from).map(({ id }) => id);
  const serves = async (dateTime: Forms['dateTime']) => {
    const prober = proberOf({ ...dialect, forms: { ...dialect.forms, dateTime } });
    const { rows } = await prober.read('operations.list', { query: { dateFrom: from, limit: expected.length + 10 } });
    const known = new Set(operations.map(({ id }) => id));
    // What was booked meanwhile is no row of the sample.
    const found = rows.map(({ id }) => id).filter((id) => known.has(id));
    return found.length === expected.length && expected.every((id) => found.includes(id));
  };
  if (await serves(dialect.forms.dateTime)) return null;
  for (const form of TIMES) if (form !== dialect.forms.dateTime && (await serves(form))) return form;
  return null;
}

async function findPhones({ dialect, proberOf, accounts }: FormsOptions): Promise<Forms['phone'] | null> {
  const asked = accounts.flatMap(({ id, phones }) => {
    const phone = (Array.isArray(phones) ? phones : []).map((one) => String(one).replace(/\D/g, ''));
    const russian = phone.find((digits) => /^[78]\d{10}$/.test(digits));
    return russian === undefined ? [] : [{ id, phone: `7${russian.slice(1)}` }];
  })[0];
  if (!asked) return null;
  const serves = async (phone: Forms['phone']) => {
    const prober = proberOf({ ...dialect, forms: { ...dialect.forms, phone } });
    const { rows } = await prober.read('accounts.list', { query: { phone: asked.phone, limit: 5 } });
    return rows.length < 5 && rows.some(({ id }) => id === asked.id);
  };
  if (await serves(dialect.forms.phone)) return null;
  const other = dialect.forms.phone === 'plain' ? 'eight' : 'plain';
  return (await serves(other)) ? other : null;
}

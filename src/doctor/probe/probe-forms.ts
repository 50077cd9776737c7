import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import { createNameSearch } from './name-search.ts';
import type { Prober, Row } from './prober.ts';

export interface FormsOptions {
  readonly dialect: DialectConfig;
  readonly proberOf: (dialect: DialectConfig) => Prober;
  readonly isDocumented: boolean;
  readonly supports: (operation: OperationId) => boolean;
  /** Rows of the samples, by a dialect. */
  readonly rowsBy: (dialect: DialectConfig, operation: OperationId) => readonly Row[];
}

type Forms = DialectConfig['forms'];

const TIMES: readonly Forms['dateTime'][] = ['local', 'utc', 'zoned', 'epoch', 'epochMs'];

/** In which form a server takes times and phones: that by which it gives exactly the rows that were seen. */
export async function probeForms(options: FormsOptions): Promise<Observations> {
  const { dialect, supports, rowsBy } = options;
  const epoch = epochOf([...rowsBy(dialect, 'operations.list'), ...rowsBy(dialect, 'accounts.list')]);
  const read = { ...dialect, forms: { ...dialect.forms, ...(epoch && { dateTime: epoch }) } };
  const times = supports('operations.list') ? await findTimes({ ...options, dialect: read }) : {};
  const phones = supports('accounts.list') ? await findPhones({ ...options, dialect: read }) : {};
  const forms = { ...read.forms, ...times.forms, ...phones.forms };
  return {
    ...(epoch || times.forms || phones.forms ? { forms } : {}),
    ...(times.dateBounds && { dateBounds: times.dateBounds }),
    parameters: { ...times.parameters, ...phones.parameters },
  };
}

const LEAST_MILLISECONDS = 100_000_000_000;

/** Times that are numbers tell by their size what they count; null where they are texts. */
function epochOf(rows: readonly Row[]): 'epoch' | 'epochMs' | null {
  const times = rows.map(({ createdAt, registeredAt }) => createdAt ?? registeredAt);
  const numbers = times.filter((time) => typeof time === 'number');
  if (numbers.length === 0) return null;
  return numbers.some((time) => time >= LEAST_MILLISECONDS) ? 'epochMs' : 'epoch';
}

type Found = Partial<Pick<DialectConfig, 'dateBounds' | 'parameters'>> & { readonly forms?: Partial<Forms> };

/** Nothing where the form of the dialect serves, and where none does. */
async function findTimes(options: FormsOptions): Promise<Found> {
  const { rowsBy } = options;
  const operations = rowsBy(options.dialect, 'operations.list');
  const times = operations.map(({ createdAt }) => String(createdAt));
  const isNewestFirst = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
  const from = times[Math.min(9, times.length - 2)];
  if (!isNewestFirst || from === undefined || times.length < 5) return {};
  const parameters = await nameBounds(options, operations);
  const dialect = { ...options.dialect, parameters: { ...options.dialect.parameters, ...parameters } };
  const isSince = (bound: string) => (_: Row, index: number) => (times[index] ?? '') >= bound;
  const serves = (changes: Partial<DialectConfig>, isExpected: (row: Row, index: number) => boolean) =>
    gives(options.proberOf({ ...dialect, ...changes }), operations, from, operations.filter(isExpected));
  for (const dateTime of new Set([dialect.forms.dateTime, ...TIMES])) {
    const forms = { ...dialect.forms, dateTime };
    if (!(await serves({ forms }, isSince(from)))) continue;
    return { parameters, ...(dateTime === dialect.forms.dateTime ? {} : { forms: { dateTime } }) };
  }
  const ofDay = isSince(from.slice(0, 10));
  // Where all rows are of that day, a server that ignores the filter looks the same.
  const isTold = !operations.every(ofDay);
  if (isTold && (await serves({ dateBounds: 'day' }, ofDay))) return { parameters, dateBounds: 'day' };
  return { parameters };
}

/** Whether operations since a time are the expected ones. What was booked meanwhile is no row of the sample. */
async function gives(prober: Prober, sample: readonly Row[], from: string, expected: readonly Row[]): Promise<boolean> {
  const limit = expected.length + 10;
  const { rows } = await prober.read('operations.list', { query: { dateFrom: from, limit } });
  const known = new Set(sample.map(({ id }) => id));
  const found = new Set(rows.map(({ id }) => id).filter((id) => known.has(id)));
  return found.size === expected.length && expected.every(({ id }) => found.has(id));
}

/** Names of the bounds where no document tells them: bounds that nothing lies within leave nothing, or are refused. */
async function nameBounds(options: FormsOptions, operations: readonly Row[]): Promise<DialectConfig['parameters']> {
  const search = createNameSearch(options);
  const known = new Set(operations.map(({ id }) => id));
  const bounds = { dateFrom: '2199-01-01T00:00:00', dateTo: '2000-01-01T00:00:00' };
  for (const [parameter, time] of Object.entries(bounds)) {
    await search.find('operations.list', parameter, async (prober) => {
      const { reply, rows } = await prober.read('operations.list', { query: { [parameter]: time, limit: 5 } });
      return reply.status !== null && reply.status < 500 && rows.every(({ id }) => !known.has(id));
    });
  }
  return search.parameters;
}

async function findPhones(options: FormsOptions): Promise<Found> {
  const { dialect, rowsBy, proberOf } = options;
  const accounts = rowsBy(dialect, 'accounts.list');
  const asked = accounts.flatMap(({ id, phones }) => {
    const phone = (Array.isArray(phones) ? phones : []).map((one) => String(one).replace(/\D/g, ''));
    const russian = phone.find((digits) => /^[78]\d{10}$/.test(digits));
    return russian === undefined ? [] : [{ id, phone: `7${russian.slice(1)}` }];
  })[0];
  if (!asked) return {};
  const serves = async (prober: Prober) => {
    const { rows } = await prober.read('accounts.list', { query: { phone: asked.phone, limit: 5 } });
    return rows.length < Math.min(5, accounts.length) && rows.some(({ id }) => id === asked.id);
  };
  const { phone: usual } = dialect.forms;
  const forms: Forms = { ...dialect.forms, phone: usual === 'plain' ? 'eight' : 'plain' };
  const search = createNameSearch(options);
  let isOther = false;
  await search.find('accounts.list', 'phone', async (prober, named) => {
    if (await serves(prober)) return true;
    isOther = await serves(proberOf({ ...named, forms }));
    return isOther;
  });
  return { parameters: search.parameters, ...(isOther ? { forms: { phone: forms.phone } } : {}) };
}

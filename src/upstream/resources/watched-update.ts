import type { CallContext, ResponseOf, Upstream, UpstreamClient } from '../client.ts';
import type { RawRow } from '../codec/rows/raw-row.ts';
import { isNeutral, isSame } from '../codec/rows/same-value.ts';
import { malformed, UpstreamError } from '../errors.ts';
import { type BodyOf, orNull, type RowOperation, rowCall } from './row-call.ts';

type Operation = 'accounts.update';
type Body = BodyOf<Operation> & object;
type Row = ResponseOf<Operation>;

/** A row in the contract's words, and as the server wrote it. */
interface Version {
  readonly row: Row;
  readonly raw: RawRow;
}

/** How often it is tried to put back what an update has cleared. */
const TRIES = 3;

/**
 * Defines the update of one row, whatever the server does with properties that are not sent. Rejects with REJECTED, 404 for a row
 * that is not there, and with MALFORMED, UPDATE_IGNORED where nothing has changed.
 */
export function watchedUpdate(operation: Operation, get: RowOperation & 'accounts.get') {
  return async (upstream: Upstream, id: number, body: Body): Promise<Row> => {
    const { client, context } = upstream;
    const { updates } = client;
    const send: Send = (context, beside, others = []) =>
      rowCall({ client, context }, operation, id, Object.assign({}, ...others, body), beside);
    if (updates.mode === 'partial' || !client.dialect.supports(get)) return send(context);
    const late = () => {
      throw new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', operation, reason: 'NO_TURN' });
    };
    const readBefore = async () => {
      const before = await read(upstream, get, id);
      if (before === null) throw new UpstreamError({ kind: 'REJECTED', sent: 'NOT_SENT', operation, status: 404 });
      return before;
    };
    // What follows a change that was sent must not end with the client's request.
    const { tokens, stats } = context;
    const readAfter = () => read({ client, context: { tokens, stats } }, get, id);
    const key = `${operation} ${id}`;
    if (updates.mode === 'whole')
      return updates.locks.run(key, context, late, async () => {
        const before = await readBefore();
        const row = await send(context, wholeOf(client, before.raw));
        return checked({ client, body, before, answer: row, readAfter });
      });
    return updates.run(key, body, async (others) =>
      watch({ client, context, body, others, before: await readBefore(), readAfter, send }),
    );
  };
}

type Send = (context: CallContext, beside?: Record<string, unknown>, others?: Iterable<object>) => Promise<Row>;

interface Watched {
  readonly client: UpstreamClient;
  readonly context: CallContext;
  readonly body: Body;
  readonly others: ReadonlySet<object>;
  readonly before: Version;
  readonly readAfter: () => Promise<Version | null>;
  readonly send: Send;
}

/** Sends what changes, and puts back what was cleared besides. */
async function watch({ client, context, body, others, before, readAfter, send }: Watched): Promise<Row> {
  const { updates, report } = client;
  const operation = 'accounts.update';
  const answer = await send(context).catch((error: unknown) => {
    if (error instanceof UpstreamError && error.sent === 'UNKNOWN') return error;
    throw error;
  });
  const now = await readAfter().catch((error: unknown) => {
    if (answer instanceof Error) throw answer;
    if (updates.hasKept) return undefined;
    // It is done, and nobody knows what it did besides.
    throw error instanceof UpstreamError ? error.with({ sent: 'ANSWERED' }) : error;
  });
  if (now === undefined) return answer as Row;
  if (now === null) throw answer instanceof Error ? answer : malformed(operation, 'ROW_GONE');
  const { lost, changed, kept, unknown } = compare(client, [body, ...others], before.raw, now.raw);
  const isReplaced = lost.some((name) => !updates.keeps(name));
  if (isReplaced) {
    updates.replaces(unknown);
    report({ kind: 'replaced', operation });
    const { tokens, stats } = context;
    return putBack(() => send({ tokens, stats }, wholeOf(client, before.raw), others));
  }
  for (const name of [...lost, ...changed]) report({ kind: 'changed', operation, name });
  if (answer instanceof Error) throw answer;
  const sent = differing(body, before.row);
  if (sent.length > 0 && unapplied(sent, body, before.row, now.row).length === 0) updates.keep(kept);
  return checked({ client, body, before, answer, readAfter: async () => now });
}

async function putBack(send: () => Promise<Row>): Promise<Row> {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (tries < TRIES) continue;
      const cause = error instanceof UpstreamError ? error : undefined;
      throw malformed('accounts.update', 'NOT_PUT_BACK', { sent: 'ANSWERED', cause });
    }
  }
}

async function read({ client, context }: Upstream, get: 'accounts.get', id: number): Promise<Version | null> {
  let raw: RawRow = {};
  const onRaw = (value: unknown) => {
    raw = value as RawRow;
  };
  const upstream = { client, context };
  const row = await orNull(upstream, get, rowCall({ client, context: { ...context, onRaw } }, get, id));
  return row && { row, raw };
}

/** All that a row and an update have in common, and what an update has cleared besides. Never balance, block, ids, times, identifiers. */
function wholeOf(client: UpstreamClient, raw: RawRow): Record<string, unknown> {
  const { update } = client.updates.properties;
  const whole = update.pick(raw, update.names);
  for (const name of client.updates.cleared) if (raw[name] !== undefined) whole[name] = raw[name];
  return whole;
}

/** Differences of two versions of a row in what nobody here has sent. `unknown`: cleared properties that the contract lacks. */
function compare(client: UpstreamClient, bodies: readonly object[], before: RawRow, after: RawRow) {
  const { update, account } = client.updates.properties;
  const [lost, changed, kept]: string[][] = [[], [], []];
  const judge = (name: string, was: unknown, is: unknown) => {
    if (isNeutral(was)) return;
    const list = isNeutral(is) ? lost : JSON.stringify(was) === JSON.stringify(is) ? kept : changed;
    list?.push(name);
  };
  const sent = bodies.flatMap((body) => Object.keys(body));
  for (const name of update.without(sent)) judge(name, update.read(before, name), update.read(after, name));
  const unknown = Object.keys(before).filter(
    (name) => !account.has(name) && !isNeutral(before[name]) && isNeutral(after[name]),
  );
  return { lost: lost ?? [], changed: changed ?? [], kept: kept ?? [], unknown };
}

/** Properties whose sent value is another than the row had. */
function differing(body: Body, before: Row): string[] {
  return Object.keys(body).filter((name) => !isAlike(before, body, name));
}

/** Those of the properties that have stayed as they were. */
function unapplied(names: readonly string[], body: Body, before: Row, after: Row): string[] {
  return names.filter((name) => isAlike(after, before, name) && !isAlike(after, body, name));
}

const isAlike = (a: object, b: object, name: string) =>
  isSame(plain(Reflect.get(a, name)), plain(Reflect.get(b, name)));

interface Checked extends Pick<Watched, 'client' | 'body' | 'before' | 'readAfter'> {
  readonly answer: Row;
}

/** The answer to an update. Throws where neither it nor the row shows any change. */
async function checked({ client, body, before, answer, readAfter }: Checked): Promise<Row> {
  const sent = differing(body, before.row);
  const ignored = unapplied(sent, body, before.row, answer);
  if (ignored.length === 0) return answer;
  const now = (await readAfter())?.row ?? answer;
  const stillIgnored = unapplied(ignored, body, before.row, now);
  for (const name of stillIgnored) client.report({ kind: 'ignored', operation: 'accounts.update', name });
  if (stillIgnored.length < sent.length) return stillIgnored.length < ignored.length ? now : answer;
  throw malformed('accounts.update', 'UPDATE_IGNORED', { sent: 'ANSWERED', field: `Account.${stillIgnored[0]}` });
}

/** Texts as they are compared: a server may write them in another case, and digits in groups. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'string') return value;
  if (/^[+\d][\d\s().-]{9,}$/.test(value) && !/^\d{4}-/.test(value)) return value.replace(/\D/g, '');
  return (/^\d{4}-\d\d-\d\d[T ]/.test(value) ? value.slice(0, 10) : value).trim().toLowerCase();
}

import type { IncomingMessage } from 'node:http';
import { isOperation } from '../../contract/names.ts';
import { quoteLongDigits, toJson } from '../dialect/convert.ts';
import type { CompiledDialect } from '../dialect/dialect.ts';
import type { JournalEntry } from '../ledger/journal.ts';
import type { SandboxUser } from '../model.ts';
import { routes } from '../routes/all.ts';
import type { World } from '../world.ts';
import { ApiError, unprocessable, type ValidationError } from './api-error.ts';
import type { RecordedCall } from './call-log.ts';
import type { Endpoint, Match } from './endpoints.ts';
import { readInput, readToken } from './read-input.ts';
import { crashReply, errorReply, type HttpReply, jsonReply } from './reply.ts';
import { isAllowed } from './sessions.ts';

export interface ApiOptions {
  dialect: CompiledDialect;
  world: () => World;
  now: () => number;
  /** Runs after each successful change, before the reply is sent. */
  onChange: (entry: JournalEntry) => void;
}

export interface Api {
  reply(request: IncomingMessage, match: Match, url: URL, body: string, call: RecordedCall): HttpReply;
  /** What a request asks, in the contract's words; null where it is invalid. */
  read(request: IncomingMessage, match: Match, url: URL, body: string): ReturnType<typeof readInput> | null;
  /** Blocks a card, as if somebody had done so a moment ago. */
  block(accountId: number): void;
}

type Found = Extract<Match, { kind: 'found' }>;

/** Authentication, validation, the route, and the reply in this server's dialect. */
export function createApi({ dialect, world: currentWorld, now, onChange }: ApiOptions): Api {
  const inputOf = ({ headers }: IncomingMessage, { endpoint, path }: Found, url: URL, text: string) =>
    readInput(endpoint, path, url.searchParams, headers['content-type'] ?? '', quoteLongDigits(text, dialect));

  const serve: Api['reply'] = (request, match, url, text, call) => {
    if (match.kind === 'none') throw new ApiError(404, 'Not Found');
    if (match.kind === 'wrong method') throw new ApiError(405, 'Method Not Allowed', { allow: match.allow });
    const { endpoint } = match;
    const { operationId } = endpoint;
    const world = currentWorld();
    const time = world.timeAt(now());
    let token = '';
    let user: SandboxUser | null = null;
    if (!endpoint.isPublic) {
      token = readToken(request.headers, dialect);
      user = world.sessions.userOf(token, time.at);
      if (!user)
        throw new ApiError(dialect.unauthorized[0] ?? 401, 'Could not validate credentials', {
          'WWW-Authenticate': 'Bearer',
        });
      call.login = user.login;
      if (!isAllowed(user, operationId)) throw new ApiError(403, 'Недостаточно прав');
    }
    const input = inputOf(request, match, url, text);
    if (!endpoint.isPublic) call.body = input.body;
    const body = input.body as Record<string, unknown>;
    const result = withServerNames(endpoint, () =>
      routes[operationId]({ params: input.params, body, user, token, ...time }, world),
    );
    // Sessions are not kept: a restart ends them.
    if (endpoint.method !== 'GET' && !operationId.startsWith('auth.'))
      onChange({ operationId, at: time.at, login: user?.login ?? null, params: input.params, body });
    const { value, headers } = endpoint.isPage ? placeTotal(result, dialect) : { value: result, headers: {} };
    return jsonReply(toJson(endpoint.encodeResult ? endpoint.encodeResult(value) : value, dialect), headers);
  };
  return {
    reply(...request) {
      try {
        return serve(...request);
      } catch (error) {
        return error instanceof ApiError ? errorReply(error, dialect.pydantic) : crashReply;
      }
    },
    read(request, match, url, text) {
      if (match.kind !== 'found') return null;
      try {
        return inputOf(request, match, url, text);
      } catch {
        return null;
      }
    },
    block(accountId) {
      const world = currentWorld();
      const { at } = world.timeAt(now());
      const entry = {
        operationId: 'accounts.block',
        at,
        login: null,
        params: { id: accountId },
        body: { reason: 'Утеря карты' },
      };
      replay(entry, world);
      onChange(entry);
    },
  };
}

/** A page with its total where this server has it. */
function placeTotal(page: unknown, { total: place }: CompiledDialect): Pick<HttpReply, 'headers'> & { value: unknown } {
  if (place === 'body') return { value: page, headers: {} };
  const { total, ...value } = page as { total: number };
  return { value, headers: place === 'none' ? {} : { [place.header]: String(total) } };
}

/** Validation errors of a route speak of the contract's names; a client sees this server's. */
function withServerNames<T>(endpoint: Endpoint, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 422) throw error;
    throw unprocessable(
      (error.detail as ValidationError[]).map((one) => {
        const [place = '', name = '', ...rest] = one.loc;
        return { ...one, loc: [place, endpoint.serverName(place, name), ...rest] };
      }),
    );
  }
}

/** Repeats a change of the journal at its own time. Refused requests are not in the journal. */
export function replay({ operationId, params, login, at, body }: JournalEntry, world: World): void {
  if (!isOperation(operationId)) throw new Error(`no route for ${operationId}`);
  const user = world.sessions.users().find((user) => user.login === login) ?? null;
  const call = { params, body: body as Record<string, unknown>, user, token: '', ...world.timeAt(at) };
  routes[operationId](call, world);
}

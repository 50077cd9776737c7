import type { IncomingMessage } from 'node:http';
import { isOperation } from '../../contract/names.ts';
import { saveDigits, toText } from '../dialect/convert.ts';
import type { Words } from '../dialect/dialect.ts';
import type { JournalEntry } from '../ledger/journal.ts';
import type { SandboxUser } from '../model.ts';
import { routes } from '../routes/all.ts';
import type { Call, World } from '../world.ts';
import { type Fault, invalid, Problem } from './api-error.ts';
import type { RecordedCall } from './call-log.ts';
import type { Endpoint, Match } from './endpoints.ts';
import { isAllowed } from './permissions.ts';
import { readInput, readToken } from './read-input.ts';
import { type Answer, crashAnswer, jsonAnswer, problemAnswer } from './reply.ts';

export type Moment = Pick<Call, 'at' | 'local' | 'day'>;

export interface ApiOptions {
  words: Words;
  world: () => World;
  /** Brings the ledger up to now. */
  moment: () => Moment;
  /** Told of every change that succeeded, before the answer goes out. */
  keep: (entry: JournalEntry) => void;
}

export type Api = (request: IncomingMessage, match: Match, url: URL, body: string, call: RecordedCall) => Answer;

/** Authentication, validation, the operation, and the words for what went wrong. */
export function createApi({ words, world: current, moment, keep }: ApiOptions): Api {
  const serve: Api = (request, match, url, text, call) => {
    if (match.kind === 'none') throw new Problem(404, 'Not Found');
    if (match.kind === 'wrong method') throw new Problem(405, 'Method Not Allowed', { allow: match.allow });
    const { endpoint } = match;
    const { operationId } = endpoint;
    const world = current();
    const time = moment();
    let token = '';
    let user: SandboxUser | null = null;
    if (!endpoint.open) {
      token = readToken(request.headers.authorization, words.authScheme, words.unauthorized.at(-1) ?? 401);
      user = world.sessions.userOf(token, time.at);
      if (!user)
        throw new Problem(words.unauthorized[0] ?? 401, 'Could not validate credentials', {
          'WWW-Authenticate': 'Bearer',
        });
      call.login = user.login;
      if (!isAllowed(user, operationId)) throw new Problem(403, 'Недостаточно прав');
    }
    const contentType = request.headers['content-type'] ?? '';
    const input = readInput(endpoint, match.path, url.searchParams, contentType, saveDigits(text, words));
    if (!endpoint.open) call.body = input.body;
    const body = input.body as Record<string, unknown>;
    const result = inTheirWords(endpoint, () =>
      routes[operationId]({ params: input.params, body, user, token, ...time }, world),
    );
    if (isChange(endpoint.method, operationId))
      keep({ operationId, at: time.at, login: user?.login ?? null, params: input.params, body });
    return jsonAnswer(toText(endpoint.answerOut ? endpoint.answerOut(result) : result, words));
  };
  return (...call) => {
    try {
      return serve(...call);
    } catch (error) {
      return error instanceof Problem ? problemAnswer(error, words.pydantic) : crashAnswer;
    }
  };
}

/** Faults that the operation itself finds speak of the contract's names. */
function inTheirWords<T>(endpoint: Endpoint, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 422) throw error;
    throw invalid(
      (error.detail as Fault[]).map((fault) => {
        const [place = '', name = '', ...rest] = fault.loc;
        return { ...fault, loc: [place, endpoint.nameOf(place, name), ...rest] };
      }),
    );
  }
}

/** Does again what a journal tells of; what was refused then is not in it. */
export function replay(entry: JournalEntry, world: World, moment: Moment): void {
  const { operationId, params, login } = entry;
  if (!isOperation(operationId)) throw new Error(`no route for ${operationId}`);
  const user = world.sessions.users().find((user) => user.login === login) ?? null;
  const body = entry.body as Record<string, unknown>;
  routes[operationId]({ params, body, user, token: '', ...moment }, world);
}

/** Sessions are not kept: a restart ends them. */
const isChange = (method: string, operationId: string): boolean => method !== 'GET' && !operationId.startsWith('auth.');

import type { DialectConfig } from '../../config/dialect.ts';
import { schemaScopes } from '../../contract/dialect-scopes.ts';
import { isRecord } from '../../lib/is-record.ts';
import { Secret } from '../../lib/secret.ts';
import type { Credentials } from '../../upstream/auth/tokens.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import type { ResponseHeaders } from '../../upstream/codec/read-total.ts';
import type { Findings } from '../diagnosis.ts';
import { otherSlash } from '../document/api.ts';
import { listOf } from '../document/schema-reader.ts';
import { nameScore } from '../match/synonyms.ts';
import { isRedirect } from '../probe/prober.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import { describeFailure, type RawClient, type Reply } from '../raw-client.ts';
import { findToken } from './find-token.ts';

export interface SignIn {
  /** Null if the login failed. */
  readonly token: Secret | null;
  /** Undocumented names of the login and of its answer, and the form of its body. */
  readonly observations: Observations;
  /** Where the login is, if not where it was looked for first. */
  readonly path: string | null;
}

export interface SignInOptions {
  readonly credentials: Credentials;
  readonly dialect: DialectConfig;
  readonly rawClient: RawClient;
  readonly basePath: string;
  readonly findings: Findings;
  /** Whether a document says where the login is. */
  readonly isDocumented: boolean;
  /** Whether the document declares a form. */
  readonly takesForm: boolean;
}

/** One way to log in. A form has the names of OAuth 2. */
interface Attempt {
  readonly path: string;
  readonly isForm: boolean;
  readonly login: string;
  readonly password: string;
}

/** Requests in all. A refusal of the password ends them at once: a second one might lock the account. */
const MAX_REQUESTS = 5;
/** Where an undocumented server may have its login. */
const USUAL_PATHS = ['/auth/token', '/login', '/token', '/auth/signin'];

/** Logs in, by JSON or by a form, as the server's own complaints say. */
export async function signIn(options: SignInOptions): Promise<SignIn> {
  const { credentials, dialect, findings, rawClient, basePath } = options;
  if ('token' in credentials) return { token: credentials.token, observations: {}, path: null };
  const first = firstAttempt(options);
  let attempt: Attempt | null = first;
  let reply: Reply | null = null;
  const tried = new Set<string>();
  while (attempt && tried.size < MAX_REQUESTS) {
    tried.add(JSON.stringify(attempt));
    reply = await rawClient.post(basePath + attempt.path, bodyOf(attempt, credentials), attempt.isForm);
    const found = reply.status !== null && reply.status < 300 ? findToken(reply.json) : null;
    if (found) {
      const form = attempt.isForm ? 'a form' : 'JSON';
      findings.add('info', 'LOGIN_OK', `the login works, by ${form}; the token is named "${found.name}"`, 'auth.login');
      const observations = observationsOf(attempt, found.name, dialect);
      const path = attempt.path === first.path ? null : attempt.path;
      return { token: new Secret(found.value), observations, path };
    }
    const next: Attempt | null = nextAttempt(attempt, reply, options, tried);
    attempt = next && !tried.has(JSON.stringify(next)) ? next : null;
  }
  reportFailure(findings, reply, credentials.basic !== undefined);
  return { token: null, observations: {}, path: null };
}

function firstAttempt({ dialect, takesForm }: SignInOptions): Attempt {
  const resolved = resolveDialect(dialect);
  const named = (property: string) => resolved.nameOf(schemaScopes('Credentials'), property);
  const { path } = resolved.endpoint('auth.login');
  const isForm = takesForm || dialect.login === 'form';
  return isForm ? { ...FORM, path } : { path, isForm, login: named('login'), password: named('password') };
}

const FORM = { isForm: true, login: 'username', password: 'password' } as const;

function bodyOf({ isForm, login, password }: Attempt, credentials: Credentials): string {
  if ('token' in credentials) throw new RangeError('a token needs no login');
  const body = { [login]: credentials.login, [password]: credentials.password.reveal() };
  return isForm ? String(new URLSearchParams({ grant_type: 'password', ...body })) : JSON.stringify(body);
}

/** Null where the server understood and refused, or where nothing is left to try. */
function nextAttempt(
  attempt: Attempt,
  reply: Reply,
  { isDocumented }: SignInOptions,
  tried: ReadonlySet<string>,
): Attempt | null {
  if (isRedirect(reply)) return { ...attempt, path: otherSlash(attempt.path) };
  if (reply.status === 404 || reply.status === 405) {
    const paths = isDocumented ? [] : USUAL_PATHS.map((path) => ({ ...attempt, path }));
    return paths.find((next) => !tried.has(JSON.stringify(next))) ?? null;
  }
  if (reply.status !== 400 && reply.status !== 415 && reply.status !== 422) return null;
  const missing = missingNames(reply.json);
  const nameOf = (property: 'login' | 'password') =>
    missing.find((name) => name !== attempt[property] && nameScore(property, name) >= 0.75) ?? attempt[property];
  const renamed = { ...attempt, login: nameOf('login'), password: nameOf('password') };
  const isNew = JSON.stringify(renamed) !== JSON.stringify(attempt) && !attempt.isForm;
  if (isNew) return renamed;
  return attempt.isForm ? null : { ...FORM, path: attempt.path };
}

/** Names that a 422 of FastAPI calls missing. */
function missingNames(json: unknown): string[] {
  const complaints = listOf(isRecord(json) ? json.detail : null).filter(isRecord);
  return complaints.flatMap(({ type, loc }) => {
    const name = listOf(loc).at(-1);
    return /missing/.test(String(type)) && typeof name === 'string' && /^[\w-]{1,64}$/.test(name) ? [name] : [];
  });
}

function observationsOf(attempt: Attempt, token: string, dialect: DialectConfig): Observations {
  const resolved = resolveDialect(dialect);
  const names: Record<string, string> = {};
  for (const property of ['login', 'password'] as const) {
    const usual = resolved.nameOf(schemaScopes('Credentials'), property);
    if (!attempt.isForm && attempt[property] !== usual) names[`Credentials.${property}`] = attempt[property];
  }
  const usual = [resolved.nameOf(schemaScopes('TokenPair'), 'accessToken'), 'accessToken', 'access_token'];
  if (!usual.includes(token)) names['TokenPair.accessToken'] = token;
  return { names, ...(attempt.isForm ? { login: 'form' } : {}) };
}

function reportFailure(findings: Findings, reply: Reply | null, hasBasic: boolean): void {
  const text =
    reply === null || reply.status === null
      ? `the login failed${reply === null ? '' : ` (${describeFailure(reply.failure)})`}`
      : `${asksForBasic(reply.headers) ? basicText(hasBasic) : refusalText(reply.status)} (status ${reply.status})`;
  findings.add('error', 'LOGIN_FAILED', text, 'auth.login');
}

function asksForBasic(headers: ResponseHeaders): boolean {
  return /^basic\b/i.test(String(headers['www-authenticate'] ?? ''));
}

function basicText(hasBasic: boolean): string {
  return hasBasic
    ? 'what stands before the server refused user and password of credentials.basic'
    : 'what stands before the server asks for HTTP Basic: write credentials.basic: { user, password }';
}

function refusalText(status: number): string {
  switch (status) {
    case 404:
    case 405:
      return 'the server has no login there: write its place as paths: { auth.login: "POST /…" }';
    case 415:
    case 422:
      return 'the server takes neither JSON nor a form with these names: auth.login needs names or an adapter';
    case 429:
      return 'the server asks to wait: run again later';
    default:
      if (status >= 500) return 'the login failed';
      return status < 300
        ? 'the answer bears no token: it refuses login and password inside, or auth.login needs an adapter'
        : 'the server refused login and password';
  }
}

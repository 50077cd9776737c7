import type { DialectConfig } from '../../config/dialect.ts';
import { isRecord } from '../../lib/is-record.ts';
import { Secret } from '../../lib/secret.ts';
import type { Credentials } from '../../upstream/auth/tokens.ts';
import { createUpstreamClient, type UpstreamClient, type UpstreamOptions } from '../../upstream/client.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import { createRequestEncoder } from '../../upstream/codec/encode-request.ts';
import { printCall } from '../../upstream/codec/server-call.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { Findings } from '../diagnosis.ts';
import { nameScore } from '../match/synonyms.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import { describeFailure, type RawClient, type Reply } from '../raw-client.ts';

export interface SignIn {
  /** Null if the login failed. */
  readonly token: Secret | null;
  /** Undocumented names of the login and of its answer. */
  readonly names: Readonly<Record<string, string>>;
}

export interface SignInOptions {
  readonly upstream: Omit<UpstreamOptions, 'dialect'>;
  readonly credentials: Credentials;
  readonly dialect: DialectConfig;
  readonly rawClient: RawClient;
  readonly basePath: string;
  readonly findings: Findings;
}

/** Logs in through the gateway's own client, with three requests at most: a wrong password must not lock the account. */
export async function signIn(options: SignInOptions): Promise<SignIn> {
  const { credentials, dialect, findings } = options;
  if ('token' in credentials) return { token: credentials.token, names: {} };
  let names: Record<string, string> = {};
  let failure: UpstreamError | null = null;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const tried = { ...dialect, names: { ...dialect.names, ...names } };
    const outcome = await logIn(options, tried);
    if ('token' in outcome) return succeeded(findings, outcome.token, names);
    failure = outcome.failure;
    const hints = await otherNames({ ...options, dialect: tried }, failure);
    if (hints === null) break;
    names = { ...names, ...hints.names };
    if (hints.token) return succeeded(findings, hints.token, names);
  }
  const text = failure && isRefusal(failure) ? 'the server refused login and password' : 'the login failed';
  findings.add('error', 'LOGIN_FAILED', `${text}${failure ? ` (${describeFailure(failure)})` : ''}`, 'auth.login');
  return { token: null, names: {} };
}

const MAX_ATTEMPTS = 2;

function succeeded(findings: Findings, token: Secret, names: SignIn['names']): SignIn {
  findings.add('info', 'LOGIN_OK', 'the login works', 'auth.login');
  return { token, names };
}

type Outcome = { readonly token: Secret } | { readonly failure: UpstreamError };

async function logIn({ upstream, credentials }: SignInOptions, dialect: DialectConfig): Promise<Outcome> {
  const client: UpstreamClient = createUpstreamClient({ ...upstream, dialect });
  try {
    const answer: object = await client.call('auth.login', { body: bodyOf(credentials) }, { tokens: null });
    return { token: new Secret((answer as { accessToken: string }).accessToken) };
  } catch (error) {
    if (error instanceof UpstreamError) return { failure: error };
    throw error;
  } finally {
    await client.close();
  }
}

function bodyOf(credentials: Credentials): { login: string; password: string } {
  if ('token' in credentials) throw new RangeError('a token needs no login');
  return { login: credentials.login, password: credentials.password.reveal() };
}

/** Names from the error or the answer of the server; null without another name to try. */
async function otherNames(
  options: SignInOptions,
  failure: UpstreamError,
): Promise<{ names: Record<string, string>; token?: Secret } | null> {
  if (failure.status === 422) {
    const required = (failure.fieldErrors ?? []).flatMap(({ path, type }) =>
      /missing/.test(type) ? path.slice(-1) : [],
    );
    const names: Record<string, string> = {};
    for (const property of ['login', 'password']) {
      const name = required.find((one) => one !== property && nameScore(property, one) >= 0.75);
      if (name !== undefined) names[`Credentials.${property}`] = name;
    }
    return Object.keys(names).length > 0 ? { names } : null;
  }
  if (failure.reason !== 'NO_TOKEN') return null;
  const encode = createRequestEncoder(resolveDialect(options.dialect), options.basePath);
  const { target, body } = printCall(encode('auth.login', { body: bodyOf(options.credentials) }));
  const reply = await options.rawClient.post(target, body ?? '');
  if (reply.status !== 200 || !isRecord(reply.json)) return null;
  for (const [name, value] of Object.entries(reply.json)) {
    if (typeof value !== 'string' || !/^[\x21-\x7e]{8,}$/.test(value) || nameScore('accessToken', name) < 0.75)
      continue;
    return { names: { 'TokenPair.accessToken': name }, token: new Secret(value) };
  }
  return null;
}

function isRefusal({ sent, status }: UpstreamError): boolean {
  return (
    sent === 'ANSWERED' && status !== undefined && status !== 404 && status !== 405 && status !== 422 && status !== 429
  );
}

const SCHEMES = ['bearer', 'Bearer', 'Token', 'JWT'];

export interface Authorization {
  /** The Authorization header of calls; null if no scheme works. */
  readonly header: string | null;
  readonly observations: Observations;
}

/** Observes the spelling of the scheme and the statuses of a wrong or missing token, by reads of one address. */
export async function tryTokens(
  rawClient: RawClient,
  targets: readonly string[],
  token: Secret,
  dialect: DialectConfig,
  findings: Findings,
): Promise<Authorization> {
  const target = await firstThere(rawClient, targets, `${dialect.authScheme} ${token.reveal()}`);
  const headerOf = (scheme: string) => `${scheme} ${token.reveal()}`;
  for (const scheme of new Set([dialect.authScheme, ...SCHEMES])) {
    if (isRefused(await rawClient.get(target, headerOf(scheme)))) continue;
    const refusals = new Set<number>();
    for (const header of [`${scheme} x.y.z`, null]) {
      const reply = await rawClient.get(target, header);
      // The client renews the token after this answer in any dialect.
      const isRecognized = reply.status === 403 && isRecord(reply.json) && reply.json.detail === 'Not authenticated';
      if (reply.status !== null && isRefused(reply) && !isRecognized) refusals.add(reply.status);
    }
    const observations: Observations = {
      ...(refusals.size > 0 ? { unauthorized: [...refusals].sort() } : {}),
      ...(scheme === dialect.authScheme ? {} : { authScheme: scheme }),
    };
    return { header: headerOf(scheme), observations };
  }
  findings.add('error', 'TOKEN_REFUSED', 'the server refuses the token with every spelling of the scheme', 'auth.info');
  return { header: null, observations: {} };
}

/** The first address that exists: others do not check tokens. */
async function firstThere(rawClient: RawClient, targets: readonly string[], header: string): Promise<string> {
  for (const target of targets) {
    const { status } = await rawClient.get(target, header);
    if (status !== 404 && status !== 405) return target;
  }
  return targets[0] ?? '/';
}

function isRefused({ status }: Reply): boolean {
  return status !== null && status >= 400 && status < 500 && ![404, 405, 422, 429].includes(status);
}

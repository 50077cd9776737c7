import type { DialectConfig } from '../../config/dialect.ts';
import { Secret } from '../../lib/secret.ts';
import type { Credentials } from '../../upstream/auth/tokens.ts';
import { createUpstreamClient, type UpstreamClient, type UpstreamOptions } from '../../upstream/client.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import { createRequestEncoder } from '../../upstream/codec/encode-request.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { Findings } from '../diagnosis.ts';
import { isJson } from '../document/schema-reader.ts';
import { nameScore } from '../match/synonyms.ts';
import type { Facts } from '../propose/propose-dialect.ts';
import { type Asker, inWords, type Reply } from '../raw-client.ts';

export interface SignIn {
  /** Null where nobody could be logged in. */
  readonly token: Secret | null;
  /** Names of the login and of its answer that no document told. */
  readonly names: Readonly<Record<string, string>>;
}

export interface SignInOptions {
  readonly upstream: Omit<UpstreamOptions, 'dialect'>;
  readonly credentials: Credentials;
  readonly dialect: DialectConfig;
  readonly asker: Asker;
  readonly basePath: string;
  readonly findings: Findings;
}

/** Logs in by the gateway's own client, three requests at most: a wrong password must not lock the account. */
export async function signIn(options: SignInOptions): Promise<SignIn> {
  const { credentials, dialect, findings } = options;
  if ('token' in credentials) return { token: credentials.token, names: {} };
  let names: Record<string, string> = {};
  let failure: UpstreamError | null = null;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const tried = { ...dialect, names: { ...dialect.names, ...names } };
    const outcome = await logIn(options, tried);
    if ('token' in outcome) return told(findings, outcome.token, names);
    failure = outcome.failure;
    const learnt = await otherNames({ ...options, dialect: tried }, failure);
    if (learnt === null) break;
    names = { ...names, ...learnt.names };
    if (learnt.token) return told(findings, learnt.token, names);
  }
  const text = failure && isRefusal(failure) ? 'the server refused login and password' : 'the login failed';
  findings.add('error', 'LOGIN_FAILED', `${text}${failure ? ` (${inWords(failure)})` : ''}`, 'auth.login');
  return { token: null, names: {} };
}

const MAX_ATTEMPTS = 2;

function told(findings: Findings, token: Secret, names: SignIn['names']): SignIn {
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

/** What the server's complaint, or its answer, says about names. Null: nothing more to try. */
async function otherNames(
  options: SignInOptions,
  failure: UpstreamError,
): Promise<{ names: Record<string, string>; token?: Secret } | null> {
  if (failure.status === 422) {
    const wanted = (failure.fieldErrors ?? []).flatMap(({ path, type }) =>
      /missing/.test(type) ? path.slice(-1) : [],
    );
    const names: Record<string, string> = {};
    for (const property of ['login', 'password']) {
      const name = wanted.find((one) => one !== property && nameScore(property, one) >= 0.75);
      if (name !== undefined) names[`Credentials.${property}`] = name;
    }
    return Object.keys(names).length > 0 ? { names } : null;
  }
  if (failure.reason !== 'NO_TOKEN') return null;
  const encode = createRequestEncoder(resolveDialect(options.dialect), options.basePath);
  const { target, body } = encode('auth.login', { body: bodyOf(options.credentials) });
  const reply = await options.asker.post(target, body ?? '');
  if (reply.status !== 200 || !isJson(reply.json)) return null;
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
  /** The whole header of calls; null where no scheme works. */
  readonly header: string | null;
  readonly facts: Facts;
}

/** How the header is spelt, and what a wrong or missing token is answered with: a few reads of one thing. */
export async function tryTokens(
  asker: Asker,
  targets: readonly string[],
  token: Secret,
  dialect: DialectConfig,
  findings: Findings,
): Promise<Authorization> {
  const target = await firstThere(asker, targets, `${dialect.authScheme} ${token.reveal()}`);
  const headerOf = (scheme: string) => `${scheme} ${token.reveal()}`;
  for (const scheme of new Set([dialect.authScheme, ...SCHEMES])) {
    if (isRefused(await asker.get(target, headerOf(scheme)))) continue;
    const refusals = new Set<number>();
    for (const header of [`${scheme} x.y.z`, null]) {
      const reply = await asker.get(target, header);
      // A 403 with these words is understood anyway.
      const isUnderstood = reply.status === 403 && isJson(reply.json) && reply.json.detail === 'Not authenticated';
      if (reply.status !== null && isRefused(reply) && !isUnderstood) refusals.add(reply.status);
    }
    const facts: Facts = {
      ...(refusals.size > 0 ? { unauthorized: [...refusals].sort() } : {}),
      ...(scheme === dialect.authScheme ? {} : { authScheme: scheme }),
    };
    return { header: headerOf(scheme), facts };
  }
  findings.add('error', 'TOKEN_REFUSED', 'the server refuses the token, however its scheme is spelt', 'auth.info');
  return { header: null, facts: {} };
}

/** What is not there says nothing of tokens. */
async function firstThere(asker: Asker, targets: readonly string[], header: string): Promise<string> {
  for (const target of targets) {
    const { status } = await asker.get(target, header);
    if (status !== 404 && status !== 405) return target;
  }
  return targets[0] ?? '/';
}

function isRefused({ status }: Reply): boolean {
  return status !== null && status >= 400 && status < 500 && ![404, 405, 422, 429].includes(status);
}

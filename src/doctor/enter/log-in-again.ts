import type { DialectConfig } from '../../config/dialect.ts';
import { Secret } from '../../lib/secret.ts';
import type { Credentials } from '../../upstream/auth/tokens.ts';
import { createUpstreamClient, type UpstreamOptions } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { Findings } from '../diagnosis.ts';
import { describeFailure, type RawClient, type Read, type TokenHeader } from '../raw-client.ts';

export interface AgainOptions {
  readonly upstream: Omit<UpstreamOptions, 'dialect'>;
  readonly credentials: Credentials;
  readonly dialect: DialectConfig;
  readonly rawClient: RawClient;
  /** The header of the first token, and a read that takes it. */
  readonly header: TokenHeader;
  readonly read: Read;
  readonly findings: Findings;
}

/** Logs in as the gateway will, and says whether that ended the token before it. Null where that login failed. */
export async function logInAgain(options: AgainOptions): Promise<Secret | null> {
  const { credentials, rawClient, header, read, findings } = options;
  if ('token' in credentials) return credentials.token;
  const token = await logIn(options, { login: credentials.login, password: credentials.password.reveal() });
  if (token === null) return null;
  const { status } = await rawClient.read(read, header);
  if (token.reveal() !== header.value.split(' ').at(-1) && status !== null && [400, 401, 403].includes(status)) {
    findings.add(
      'warning',
      'ONE_SESSION',
      'a second login ended the token of the first: give the gateway a login that nobody else uses; several gateways share PostgreSQL',
      'auth.login',
    );
  }
  return token;
}

async function logIn({ upstream, dialect, findings }: AgainOptions, body: object): Promise<Secret | null> {
  const client = createUpstreamClient({ ...upstream, dialect });
  try {
    const answer: object = await client.call('auth.login', { body }, { tokens: null });
    return new Secret((answer as { accessToken: string }).accessToken);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const text = `the login works, but no dialect can say how (${describeFailure(error)}): auth.login needs an adapter`;
    findings.add('error', 'LOGIN_UNREADABLE', text, 'auth.login');
    return null;
  } finally {
    await client.close();
  }
}

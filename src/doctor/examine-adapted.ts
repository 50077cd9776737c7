import type { DialectConfig } from '../config/dialect.ts';
import { Secret } from '../lib/secret.ts';
import { createUpstreamClient } from '../upstream/client.ts';
import { UpstreamError } from '../upstream/errors.ts';
import type { Examination } from './examination.ts';
import { describeFailure } from './raw-client.ts';
import { reportDialect } from './verify/report-dialect.ts';

/**
 * With an adapter only the gateway's own client knows how to ask, so nothing is proposed over it: the configured dialect is tried
 * as it is, through the adapter. False where cards and operations cannot be read.
 */
export async function examineAdapted(examination: Examination): Promise<boolean> {
  const { findings, configured } = examination;
  const text = 'nothing is proposed over an adapter: the configured dialect is tried as it is, through it';
  findings.add('info', 'ADAPTER', text);
  const token = await logIn(examination, configured);
  return token !== null && reportDialect(examination, token, configured);
}

async function logIn({ upstream, findings }: Examination, dialect: DialectConfig): Promise<Secret | null> {
  const { credentials } = upstream;
  if ('token' in credentials) return credentials.token;
  const client = createUpstreamClient({ ...upstream, dialect });
  const body = { login: credentials.login, password: credentials.password.reveal() };
  try {
    const answer: object = await client.call('auth.login', { body }, { tokens: null });
    findings.add('info', 'LOGIN_OK', 'the login works, through the adapter', 'auth.login');
    return new Secret((answer as { accessToken: string }).accessToken);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const text = `the login failed, through the adapter (${describeFailure(error)})`;
    findings.add('error', 'LOGIN_FAILED', text, 'auth.login');
    return null;
  } finally {
    await client.close();
  }
}

import type { DialectConfig } from '../../config/dialect.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Zone } from '../../lib/local-time.ts';
import { Secret } from '../../lib/secret.ts';
import { createUpstreamClient, type UpstreamOptions } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { Diagnosis, Findings } from '../diagnosis.ts';
import { compareClocks } from '../probe/compare-clocks.ts';
import { reportUnreachable } from '../probe/report-unreachable.ts';
import { describeFailure, type RawClient } from '../raw-client.ts';
import { reportUnreadable } from './report-dialect.ts';
import { canServe, tryDialect } from './try-dialect.ts';

export interface TryAdapterOptions {
  readonly upstream: Omit<UpstreamOptions, 'dialect'>;
  readonly configured: DialectConfig;
  readonly rawClient: RawClient;
  readonly basePath: string;
  readonly zone: Zone;
  readonly clock: Clock;
  readonly findings: Findings;
}

/**
 * Examines a server with an adapter through the adapter alone: what the document and the raw answers say is not what the gateway
 * reads, so nothing of it is proposed. The dialect stays as it is written.
 */
export async function tryAdapter(options: TryAdapterOptions): Promise<Pick<Diagnosis, 'isReached' | 'canServe'>> {
  const { upstream, configured, rawClient, basePath, zone, clock, findings } = options;
  findings.add(
    'info',
    'ADAPTER',
    'an adapter changes calls and answers: the server is examined through it, and nothing is proposed',
  );
  const reply = await rawClient.get(`${basePath}/`);
  if (reply.status === null) {
    await reportUnreachable(rawClient, reply.failure, findings);
    return { isReached: false, canServe: false };
  }
  compareClocks(rawClient.skewMs(), [], zone, clock, findings);
  const token = await logIn(options);
  if (token === null) return { isReached: true, canServe: false };
  const trial = await tryDialect(upstream, configured, token);
  for (const [operation, why] of trial.failed)
    findings.add('warning', 'READ_FAILED', `with the adapter: ${why}`, operation);
  reportUnreadable(trial, findings);
  const works = canServe(trial);
  if (works) findings.add('info', 'DIALECT_FITS', `dialect and adapter fit: ${trial.worked.length} reads worked`);
  else findings.add('error', 'DIALECT_FAILS', 'cards or operations cannot be read with this dialect and adapter');
  return { isReached: true, canServe: works };
}

async function logIn({ upstream, configured, findings }: TryAdapterOptions): Promise<Secret | null> {
  const { credentials } = upstream;
  if ('token' in credentials) return credentials.token;
  const client = createUpstreamClient({ ...upstream, dialect: configured });
  try {
    const body = { login: credentials.login, password: credentials.password.reveal() };
    const answer: object = await client.call('auth.login', { body }, { tokens: null });
    findings.add('info', 'LOGIN_OK', 'the login works through the adapter', 'auth.login');
    return new Secret((answer as { accessToken: string }).accessToken);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const text = `the login fails with this dialect and adapter (${describeFailure(error)})`;
    findings.add('error', 'LOGIN_FAILED', text, 'auth.login');
    return null;
  } finally {
    await client.close();
  }
}

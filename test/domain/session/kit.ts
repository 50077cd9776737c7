import type { Logger } from 'pino';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { defaultUsers } from '../../../src/sandbox/seed/variants.ts';
import { at } from '../../kit/at.ts';
import type { TestClock } from '../../kit/clock.ts';
import type { TenantFile } from '../../kit/config.ts';
import type { HttpAnswer } from '../../kit/gateway.ts';
import { given } from '../../kit/given.ts';

export const LOGIN = `mutation ($input: SessionLoginInput!) {
  sessionLogin(input: $input) {
    __typename
    ... on SessionLoginPayload { token expiresAt viewer { kind name } }
    ... on UserError { code message path }
  }
}`;
export const SECRETS = { keys: [{ kid: 'a', secret: 'secret-of-at-least-thirty-two-bytes' }] };

/** A trainee, who may read neither discounts nor operations. */
export const TRAINEE = { login: 'trainee', password: 'trainee', userType: 'ORDINARY', role: 'Стажёр' } as const;

export interface Login {
  login?: string;
  password?: string;
  tenant?: string;
  /** Of the client; by default another one each time. */
  address?: string;
}

/** Two emulated restaurants and the whole gateway over HTTP, at one clock, which stands unless told otherwise. Users log in with their login as password. */
export async function givenStaff(
  options: {
    http?: object;
    sandbox?: SandboxOptions;
    tenant?: Partial<TenantFile>;
    log?: Logger;
    clock?: TestClock;
  } = {},
) {
  const users = [...defaultUsers('saturn'), TRAINEE];
  const jupiter = await given({ variant: 'jupiter', users, ...(options.clock ? { clock: options.clock } : {}) });
  const http = {
    server: { port: 0, trustedProxies: ['127.0.0.1'] },
    secrets: SECRETS,
    staffSessions: { roles: ['admin'] },
    ...options.http,
  };
  const saturn = await given({
    users,
    ...options.sandbox,
    clock: jupiter.clock,
    beside: [jupiter],
    http,
    ...(options.tenant ? { tenant: options.tenant } : {}),
    ...(options.log ? { log: options.log } : {}),
  });
  const { sandbox, ask } = saturn;

  let addresses = 0;
  const tryLogin = ({ tenant = 'saturn', login = 'admin', password = login, address }: Login = {}) => {
    const from = address ?? `10.0.${Math.floor(addresses / 250)}.${(addresses++ % 250) + 1}`;
    const headers = { 'X-Forwarded-For': from };
    return ask(LOGIN, { input: { tenant, login, password } }, { credential: null, headers });
  };
  const as = (credential: string | null, query: string, variables: object = {}): Promise<HttpAnswer> =>
    ask(query, variables, { credential });
  /** A tenant as it stands in the file, for a reload with others. */
  const tenantOf = ({ file }: { file: TenantFile }, changes: Partial<TenantFile> = {}) => ({
    name: 'Ресторан',
    credentials: { login: 'gateway', password: 'gateway' },
    ...file,
    ...changes,
  });
  return {
    ...saturn,
    tenantOf,
    jupiter,
    tryLogin,
    as,
    /** The token of a new session. */
    logIn: async (login: Login = {}): Promise<string> =>
      at((await tryLogin(login)).body, 'data', 'sessionLogin', 'token'),
    /** Whether a token is accepted at all. */
    isAlive: async (token: string): Promise<boolean> => (await as(token, '{ viewer { name } }')).status === 200,
    /** Logins of the callers of an operation, at the first restaurant. */
    callers: (operationId: string) =>
      sandbox.calls.filter((call) => call.operationId === operationId).map(({ login }) => login),
  };
}

/** Codes and reasons of an answer's errors, each with its path. */
export function errorsOf({ body }: HttpAnswer): string[] {
  return (body.errors ?? []).map(({ extensions: { code, reason }, path = [] }) =>
    [code, reason, `at ${path.join('.')}`].filter(Boolean).join(' '),
  );
}

import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { ConformRequest } from '../conform/write/operator-action.ts';
import { createIntents } from '../intents/intents.ts';
import { openLog } from '../intents/open-log.ts';
import type { OperatorAnswer } from '../intents/operate/operator.ts';
import type { OperatorRequest } from '../intents/operate/request.ts';
import { backupIntentFile } from '../intents/store/backup.ts';
import { IntentStoreError } from '../intents/store/store-error.ts';
import { systemClock } from '../lib/clock.ts';
import { isRecord } from '../lib/is-record.ts';
import { OPERATOR_PATH } from '../server/http/operator.ts';
import { createTenants } from '../tenants/registry.ts';
import type { Tools } from './command.ts';
import { adminOrigin } from './run/admin-origin.ts';

/** Reading many operations takes a while; each call to a server has its own timeout. */
const PATIENCE_MS = 15 * 60_000;

/** Name of the account that runs the command, for the trail. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

/** Carries out a request through the running gateway, else on the log. Resolves with the exit code. */
export async function operate(config: GatewayConfig, request: OperatorRequest, tools: Tools): Promise<number> {
  const answer = (await throughGateway(config, request)) ?? (await onLog(config, request));
  if ('refused' in answer) tools.printError(answer.refused);
  else for (const line of answer.lines) tools.print(line);
  return 'refused' in answer ? 1 : 0;
}

export function backup({ intents }: GatewayConfig, file: string, tools: Tools): number {
  if (intents.store !== 'sqlite') {
    tools.printError('the log is in PostgreSQL: copy it with pg_dump, as all of that database');
    return 1;
  }
  backupIntentFile(intents.path, resolve(file));
  tools.print(`The log is copied to ${resolve(file)}. It holds idempotency keys and reasons in clear.`);
  return 0;
}

/** Null where no gateway listens on the admin port. */
export async function throughGateway(
  { server }: GatewayConfig,
  request: OperatorRequest | ConformRequest,
): Promise<OperatorAnswer | null> {
  if (server.adminPort === null) return null;
  const patience = new AbortController();
  const relax = systemClock.after(PATIENCE_MS, () => patience.abort());
  try {
    const response = await fetch(`${adminOrigin(server)}${OPERATOR_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: patience.signal,
    }).catch((error: unknown) => {
      if (isRefused(error)) return null;
      throw error;
    });
    if (response === null) return null;
    const answer: unknown = await response.json();
    if (isRecord(answer) && Array.isArray(answer.lines)) return { lines: answer.lines.map(String) };
    if (isRecord(answer) && typeof answer.refused === 'string') return { refused: answer.refused };
    return { refused: `the gateway on the admin port answered ${response.status}; its log says why` };
  } catch {
    return { refused: 'the gateway on the admin port does not answer' };
  } finally {
    relax();
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof TypeError && (error.cause as { code?: unknown } | undefined)?.code === 'ECONNREFUSED';
}

async function onLog(config: GatewayConfig, request: OperatorRequest): Promise<OperatorAnswer> {
  const clock = systemClock;
  const { store, replicas } = await openLog(config, clock).catch((error: unknown) => {
    if (!(error instanceof IntentStoreError) || error.fault !== 'IN_USE') throw error;
    throw new IntentStoreError(
      'IN_USE',
      'a running gateway has the log, and cannot be reached: give it server.adminPort, or stop it for this command',
    );
  });
  // On a server with one session per login it takes that of the running gateways.
  const tenants = createTenants(config, { clock, replicas });
  const intents = createIntents({ store, tenants, clock });
  try {
    return await intents.answerOperator(request);
  } finally {
    await intents.close();
    await tenants.close();
    await replicas?.close();
  }
}

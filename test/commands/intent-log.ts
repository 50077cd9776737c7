import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IntentChange, NO_EVIDENCE } from '../../src/intents/intent.ts';
import type { NewIntent } from '../../src/intents/new-intent.ts';
import type { IntentStore } from '../../src/intents/store/store.ts';
import { newIntent } from '../kit/new-intent.ts';

const NOON = Date.UTC(2026, 2, 10, 12);
const HOUR = 3_600_000;
export const PASSWORD = 'canary-password';

/** A configuration of two tenants in this folder, whose log is SQLite there unless told otherwise. */
export function configFile(
  folder: string,
  intents: { store: string; path?: string; url?: string } = { store: 'sqlite', path: './intents.db' },
): string {
  const path = join(folder, `${intents.store}.yaml`);
  const tenant = (slug: string, timeZone: string) => {
    const credentials = { login: 'gateway', password: PASSWORD };
    return { slug, name: slug, baseUrl: 'http://127.0.0.1:1/api/v0', timeZone, credentials };
  };
  const tenants = [tenant('saturn', 'Europe/Moscow'), tenant('jupiter', 'Asia/Yekaterinburg')];
  const secrets = { keys: [{ kid: '2026-11', secret: 's'.repeat(32) }] };
  writeFileSync(path, JSON.stringify({ tenants, intents, secrets }));
  return path;
}

/** One move of each fate, an hour apart; `stuck` is the last. */
export async function fillLog(store: IntentStore): Promise<void> {
  let made = 0;
  const add = async (key: string, change: IntentChange | null, more: Partial<NewIntent> = {}) => {
    const submittedAt = NOON + made * HOUR;
    const intent = newIntent({
      key,
      marker: `MARKER${String.fromCharCode(65 + made++)}`.padEnd(12, 'X'),
      move: { kind: 'CARD_DEPOSIT', cardId: 142, amount: 15_000, reason: 'Доставка №1024' },
      submittedAt,
      deadline: submittedAt + 10_000,
      ...more,
    });
    await store.begin(intent);
    if (change) await store.change(intent, ['SENDING'], { lockKey: null, ...change });
  };
  const operation = {
    id: 429,
    accountId: 142,
    kind: 'DEPOSIT',
    amount: 15_000,
    createdAt: '2026-03-10T15:00:02',
    userLogin: 'gateway',
  } as const;
  await add('key-of-one-that-is-booked', {
    state: 'SUCCEEDED',
    settledAt: NOON + 2000,
    upstreamId: 429,
    verbatim: true,
    result: { type: 'OPERATION', operation },
  });
  await add('key-of-one-in-the-air', null, { tenant: 'jupiter', move: groupMove, marker: 'GROUPMARKER2' });
  await add('key-shared-by-principals', {
    state: 'REJECTED',
    settledAt: NOON,
    result: { type: 'REFUSAL', reason: 'INSUFFICIENT', available: 10, status: 400 },
  });
  await add('key-shared-by-principals', null, { principal: 'API_KEY:\u001b[31mtill' });
  await add('key-of-one-told-too-soon', { state: 'NOT_APPLIED', alarm: 'LATE_APPLIED', settledAt: NOON });
  await add('key-of-one-that-is-stuck', {
    state: 'STUCK',
    settleFrom: NOON + 6 * HOUR,
    nextAt: NOON + 30 * HOUR,
    evidence: { ...NO_EVIDENCE, lookups: 12, failures: 2, audits: 1, why: 'BLIND' },
  });
}
const groupMove = { kind: 'GROUP_WITHDRAW', groupId: 7, amount: 2n ** 60n, reason: 'Списание' } as const;

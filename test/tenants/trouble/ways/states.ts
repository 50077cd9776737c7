import { expect } from 'vitest';
import { readDocumentHash } from '../../../../src/doctor/drift/read-document-hash.ts';
import type { OperatorRequest } from '../../../../src/intents/operate/request.ts';
import { defaultUsers } from '../../../../src/sandbox/seed/variants.ts';
import { createAlteringServer } from '../../../kit/altering-server.ts';
import { tenantConfig } from '../../../kit/config.ts';
import { createFaultProxy, type FaultProxy } from '../../../kit/fault-proxy.ts';
import { createManneredServer } from '../../../kit/mannered-server.ts';
import type { PostgresServer } from '../../../kit/postgres-server.ts';
import { LOGIN, type Scene, TOKEN, type Way } from './way.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Json = Record<string, unknown>;

/** A server that gives other answers while `isOther`. */
function altered(alter: (path: string, answer: Json) => void) {
  const server = { isOther: false };
  const between: Way['options'] = {
    between: ({ origin }) =>
      createAlteringServer(origin, { answer: (path, answer) => server.isOther && alter(path, answer) }),
  };
  return { server, between };
}

/** What an operator asks the running gateway for, as the command `intents` does. */
async function operate({ adminUrl, clock }: Scene, request: OperatorRequest): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${adminUrl}/operate`, { method: 'POST', headers, body: JSON.stringify(request) });
  expect(`${answer.status} ${await answer.text()}`).toMatch(/^200/);
  // The next round counts anew.
  clock.advance(15_000);
}

const openCard = ({ sandbox }: Scene) => sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
const markerIn = (text: unknown) => / #([A-Z2-7]{12})$/.exec(String(text))?.[1] ?? '';

/** States that no single call shows. */
export const STATES = {
  // Somebody else logs in as the gateway, on a server with one session per login.
  TOKENS_END_EARLY() {
    let server: Awaited<ReturnType<typeof createManneredServer>> | undefined;
    return {
      options: async (clock) => ({
        tenant: { credentials: { login: LOGIN, password: LOGIN } },
        async between() {
          server = await createManneredServer({ oneSession: true, clock });
          return server;
        },
      }),
      async begin({ clock, read, readUntil }) {
        const body = JSON.stringify({ login: LOGIN, password: LOGIN });
        for (let times = 0; times < 3; times++) {
          await fetch(`${server?.url}/auth/login`, { method: 'POST', body });
          await read();
        }
        clock.advance(MINUTE);
        await readUntil('TOKENS_END_EARLY', true);
      },
      async end({ clock, readUntil }) {
        clock.advance(10 * MINUTE);
        await readUntil('TOKENS_END_EARLY', false);
      },
    };
  },
  SERVER_CHANGED() {
    const { server, between } = altered((path, { paths }) => {
      if (path === '/openapi.json') Object(paths)['/api/v0/accounts/list'].get.parameters = [];
    });
    return {
      options: between,
      facts: { document: expect.stringMatching(/^sha256:/) },
      look: { command: 'doctor --check', says: /SERVER_CHANGED: .*run doctor\n+exit code 2$/ },
      async begin({ clock, file, read, reasons, rewrite, status }) {
        const hash = await readDocumentHash({ ...tenantConfig(file), clock });
        // What `doctor` writes.
        rewrite({ dialect: { checked: { document: hash, conform: null } } });
        await expect.poll(async () => (await status()).document).toBe('SAME');
        server.isOther = true;
        clock.advance(DAY);
        await read();
        await expect.poll(reasons).toEqual(['SERVER_CHANGED']);
      },
      async end({ clock, read, reasons }) {
        server.isOther = false;
        clock.advance(DAY);
        await read();
        await expect.poll(reasons).toEqual([]);
      },
    };
  },
  ANSWERS_DISAGREE() {
    const OTHER = { DEPOSIT: 'WITHDRAW', WITHDRAW: 'DEPOSIT' } as Json;
    const { server, between } = altered((path, { items }) => {
      if (path === '/operations/list')
        for (const row of items as Json[]) row.kind = OTHER[String(row.kind)] ?? row.kind;
    });
    return {
      options: { ...between, http: { examination: { daily: true } } },
      facts: { features: ['operations.signs'] },
      async begin({ clock, read, reasons }) {
        server.isOther = true;
        await read();
        const isScheduled = async () => clock.waits().filter((ms) => ms > MINUTE && ms <= 5 * MINUTE).length > 0;
        // It is found to be in use, is due within an hour, and asked again a minute later.
        clock.advance(5 * MINUTE);
        await expect.poll(isScheduled).toBe(true);
        clock.advance(HOUR);
        await expect.poll(() => clock.waits()).toContain(MINUTE);
        clock.advance(MINUTE);
        await expect.poll(reasons).toEqual(['ANSWERS_DISAGREE']);
      },
      async end({ clock, read, reasons }) {
        server.isOther = false;
        await read();
        clock.advance(DAY);
        await expect.poll(reasons).toEqual([]);
      },
    };
  },
  // The answer of a deposit is lost, and nothing that is booked is seen in the lists of its server.
  STUCK_MOVES() {
    let marker = '';
    return {
      lines: [
        'CONNECTION_LOST',
        'the outcome of a move is unknown for more than 5 minutes',
        'CONNECTION_LOST',
        'the outcome of a move cannot be known',
      ],
      async begin(scene) {
        const { clock, fault, give, move, reasons, writes } = scene;
        fault({ operationId: 'operations.deposit', do: 'close', phase: 'after', times: 1 });
        fault({ operationId: 'operations.list', do: 'status', status: 200, body: { items: [], total: 0 } });
        const deposit = give(openCard(scene));
        const ask = async () => {
          await move('cardDeposit', deposit);
          clock.advance(MINUTE);
          return reasons();
        };
        await expect.poll(ask).toEqual(['STUCK_MOVES']);
        marker = markerIn(Object(writes()[0]?.body).reason);
      },
      async end(scene) {
        // Sooner a person's word is not taken.
        scene.clock.advance(HOUR);
        const id = scene.sandbox.operations().findLast(({ reason }) => markerIn(reason) === marker)?.id ?? 0;
        await operate(scene, { action: 'settle', marker, booked: [id], because: null, by: 'anna' });
      },
    };
  },
  // The server books twice what it was asked for once.
  MOVE_ALARMS() {
    let marker = '';
    return {
      // Held against the ledger by its own login.
      options: { users: defaultUsers('saturn'), tenant: { credentials: { token: 'saturn-gateway-token' } } },
      lines: ['a value move raised an alarm'],
      async begin(scene) {
        const { clock, give, move, reasons, sandbox, writes } = scene;
        const account = openCard(scene);
        expect((await move('cardDeposit', give(account))).state).toBe('Payload');
        const { reason, amount } = Object(writes()[0]?.body);
        marker = markerIn(reason);
        const headers = { authorization: `bearer ${TOKEN}`, 'content-type': 'application/json' };
        const body = JSON.stringify({ accountId: account, amount, reason });
        await fetch(`${sandbox.url}/operations/deposit`, { method: 'POST', headers, body });
        sandbox.clearCalls();
        clock.advance(61_000);
        await expect.poll(reasons).toEqual(['MOVE_ALARMS']);
      },
      end: (scene) => operate(scene, { action: 'ack', marker, because: null, by: 'boris' }),
    };
  },
} satisfies Record<string, () => Way>;

/** The gateways' PostgreSQL is away. */
export function notShared(postgres: PostgresServer): Way {
  let way: FaultProxy | undefined;
  return {
    async options() {
      const [, name, folder = ''] = /@\/(\w+)\?host=(.*)/.exec((await postgres.database()).reveal()) ?? [];
      way = await createFaultProxy(`${decodeURIComponent(folder)}/.s.PGSQL.5432`);
      const secrets = { keys: [{ kid: '2026-11', secret: 's'.repeat(32) }] };
      return {
        http: {
          intents: { store: 'postgres', url: `postgresql://gateway@127.0.0.1:${way.port}/${name}` },
          secrets,
        },
      };
    },
    lines: ['the intent log fails: no value moves until it works again'],
    async begin({ clock, metrics, read, sandbox }) {
      await way?.set({ mode: 'refuse' });
      sandbox.revokeTokens();
      await read();
      clock.advance(15_000);
      await expect.poll(metrics).toMatch(/^probonus_intent_log_up 0$/m);
    },
    async end({ clock, read, sandbox }) {
      await way?.clear();
      clock.advance(MINUTE);
      sandbox.revokeTokens();
      await read();
    },
  };
}

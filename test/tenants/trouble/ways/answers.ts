import { expect } from 'vitest';
import type { FaultRule } from '../../../../src/sandbox/failures/faults.ts';
import { loadAdapters } from '../../../../src/upstream/adapter/load-adapter.ts';
import { tenantConfig } from '../../../kit/config.ts';
import type { Way } from './way.ts';

const facts = { operation: 'accounts.list' };

/** The server does so with one operation, until it is mended. */
function byFault(rule: FaultRule, more: Partial<Way> = {}): Way {
  let mend = () => {};
  return {
    facts,
    async begin({ fault, read }) {
      mend = fault({ operationId: 'accounts.list', ...rule });
      await read();
    },
    async end({ read }) {
      mend();
      await read();
    },
    ...more,
  };
}

const ADAPTER = './test/tenants/trouble/ways/broken-adapter.mjs';

/** The server answers, but not as it should. */
export const ANSWERS = {
  TIMEOUT: () => byFault({ do: 'hang' }, { options: { upstream: { timeoutMs: 300 } } }),
  CONNECTION_LOST: () => byFault({ do: 'close' }),
  SERVER_ERROR: () =>
    byFault(
      { do: 'status', status: 503 },
      { facts: { ...facts, status: 503 }, look: { command: 'doctor', says: /accounts\.list: .*status 503/ } },
    ),
  RATE_LIMITED: () =>
    byFault({ do: 'status', status: 429, headers: { 'retry-after': '1' } }, { facts: { ...facts, status: 429 } }),
  // An update of the server moved a path that the file knows from then on.
  OPERATION_UNKNOWN: () => ({
    facts: { ...facts, status: 422 },
    options: { dialect: { paths: { 'accounts.list': 'GET /accounts/all' } } },
    look: { command: 'doctor', says: /paths:\n +accounts\.list: GET \/accounts\/all/ },
    async begin({ rewrite, read }) {
      rewrite({ dialect: {} });
      await read();
    },
    async end({ rewrite, read }) {
      rewrite();
      await read();
    },
  }),
  // The page of a proxy while its server is being looked after.
  UNREADABLE: () =>
    byFault(
      { do: 'status', status: 200, body: '<html>Back soon</html>', headers: { 'content-type': 'text/html' } },
      {
        facts: { ...facts, status: 200 },
        look: { command: 'doctor', says: /accounts\.list: .*the answer is no JSON/ },
      },
    ),
  ANSWER_TOO_LARGE: () => ({
    facts,
    lines: ['a server sent more than a limit allows: the answer was dropped'],
    look: {
      command: 'doctor',
      says: /accounts\.list.*upstream\.maxBytes\.page|upstream\.maxBytes\.page.*accounts\.list/,
    },
    async begin({ rewrite, read }) {
      rewrite({ upstream: { maxBytes: { page: 1024 } } });
      await read();
    },
    async end({ rewrite, read }) {
      rewrite();
      await read();
    },
  }),
  ADAPTER_FAILED: () => ({
    facts,
    lines: ['the adapter of a tenant failed: the call fails with UPSTREAM_MALFORMED'],
    async begin({ file, rewrite, read }) {
      const dialect = { adapter: ADAPTER };
      expect(await loadAdapters([tenantConfig({ ...file, dialect })])).toEqual([]);
      rewrite({ dialect });
      await read();
    },
    async end({ rewrite, read }) {
      rewrite();
      await read();
    },
  }),
  // A report holds the only place, until its client goes away.
  QUEUE_FULL: () => ({
    facts,
    options: { upstream: { maxConcurrent: 1, maxQueue: 0 } },
    async begin({ ask, fault, read, sandbox, status }) {
      const mend = fault({ operationId: 'operations.list', do: 'hang' });
      const client = new AbortController();
      const slow = ask('{ operations(first: 1) { nodes { amount } } }', {}, { signal: client.signal }).catch(() => {});
      await expect.poll(() => sandbox.callCounts()['operations.list']).toBe(1);
      await read();
      client.abort();
      await slow;
      await expect.poll(async () => (await status()).inFlight).toBe(0);
      mend();
    },
    end: ({ read }) => read(),
  }),
  BREAKER_OPEN: () => {
    let mend = () => {};
    return {
      beside: ['SERVER_ERROR'],
      options: { upstream: { breakerCalls: 5 } },
      async begin({ fault, read }) {
        mend = fault({ operationId: 'accounts.list', do: 'status', status: 503 });
        for (let calls = 0; calls < 10; calls++) await read();
      },
      async end({ clock, read }) {
        mend();
        clock.advance(10_000);
        await read();
      },
    };
  },
  CLOCK_SKEW() {
    let skewMs = 0;
    return {
      options: { skewMs: () => skewMs },
      async begin({ clock, readUntil }) {
        skewMs = -120_000;
        clock.advance(60_000);
        await readUntil('CLOCK_SKEW', true);
      },
      async end({ clock, readUntil }) {
        skewMs = 0;
        clock.advance(60_000);
        await readUntil('CLOCK_SKEW', false);
      },
    };
  },
} satisfies Record<string, () => Way>;

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { intentFromRow, toSql } from '../../../src/intents/store/columns.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
import { createSqlStore } from '../../../src/intents/store/sql.ts';
import { createSqliteStore } from '../../../src/intents/store/sqlite.ts';
import { closing, storeCases } from './store-cases.ts';

describe('the memory log', () => {
  storeCases(async () => ({ store: closing(createMemoryStore()), reopen: null }));
});

describe('the sqlite log', () => {
  storeCases(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'intents-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const reopen = () => closing(createSqliteStore({ path: join(folder, 'deep', 'intents.db') }));
    return { store: reopen(), reopen };
  });
});

test('lists of any length are asked for by few statements, for each is kept prepared', async () => {
  const statements = new Set<string>();
  const store = createSqlStore('sqlite', {
    now: '0',
    run: async (statement) => {
      statements.add(statement);
      return [];
    },
    close: async () => {},
  });
  for (let count = 1; count <= 1000; count += 1) {
    const markers = Array.from({ length: count }, (_, at) => String(at));
    await store.list({ tenant: 'saturn', markers, limit: 1 });
    await store.list({ tenant: 'saturn', upstreamIds: markers.map(Number), limit: 1 });
    await store.ownMarkers('saturn', markers);
  }
  // 1, 2, 4 … 1024 places of each list, 1 to 256 of what is asked for in parts, and one statement without a list.
  expect(statements.size).toBe(11 + 11 + 9 + 1);
});

test('a row of a former version is read, and a new one is written as it was', () => {
  const evidence =
    '{"looks":3,"failures":1,"clean":0,"cleanAt":null,"count":null,"countAt":null,"audits":2,"why":null,"skewMs":null}';
  const row = intentFromRow({ line: 'card:7', holds_line: '1', evidence });
  expect(row).toMatchObject({ lockKey: 'card:7', holdsLock: true, evidence: { lookups: 3, failures: 1, audits: 2 } });
  // What came later stands beside it.
  expect(JSON.parse(String(toSql('evidence', row.evidence)))).toMatchObject(JSON.parse(evidence));
});

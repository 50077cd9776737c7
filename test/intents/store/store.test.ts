import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { intentFromRow, toSql } from '../../../src/intents/store/columns.ts';
import { createMemoryStore } from '../../../src/intents/store/memory.ts';
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

test('a row of a former version is read, and a new one is written as it was', () => {
  const evidence =
    '{"looks":3,"failures":1,"clean":0,"cleanAt":null,"count":null,"countAt":null,"audits":2,"why":null,"skewMs":null}';
  const row = intentFromRow({ line: 'card:7', holds_line: '1', evidence });
  expect(row).toMatchObject({ lockKey: 'card:7', holdsLock: true, evidence: { lookups: 3, failures: 1, audits: 2 } });
  // What came later stands beside it.
  expect(JSON.parse(String(toSql('evidence', row.evidence)))).toMatchObject(JSON.parse(evidence));
});

import { expect, test } from 'vitest';
import { rejectionText } from '../../src/commands/print/rejection-text.ts';
import { loadAdapters } from '../../src/upstream/adapter/load-adapter.ts';
import { tenantConfig } from '../kit/config.ts';

test('a rejection that nobody awaits is told by its class and place, never by its text', async () => {
  const error = new TypeError('row of +79161234567\n    and more');
  const text = rejectionText(error);
  expect(text).toMatch(/^unhandled rejection: TypeError\n {4}at .*rejection-text\.test\.ts:\d+:\d+/);
  expect(text).not.toContain('7916');
  expect(rejectionText('+79161234567')).toBe('unhandled rejection: string');
});

test('one in an adapter names its file', async () => {
  const dialect = { adapter: './examples/adapters/envelopes.mjs' };
  await loadAdapters([tenantConfig({ baseUrl: 'http://127.0.0.1:1/api/v0', dialect })]);
  const error = new Error('row of +79161234567');
  error.stack = 'Error: row of +79161234567\n    at answer (file:///srv/adapters/envelopes.mjs?sha256=ab:31:7)';
  expect(rejectionText(error)).toBe(
    'unhandled rejection in an adapter, whose promise nobody awaits: Error at envelopes.mjs:31:7',
  );
});

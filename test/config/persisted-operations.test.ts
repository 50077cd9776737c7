import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';

const hash = (text: string, algorithm = 'sha256') => createHash(algorithm).update(text).digest('hex');
const FILE = `
tenants:
  - { slug: saturn, name: S, baseUrl: "http://127.0.0.1/api", timeZone: Europe/Moscow, credentials: { token: t } }
`;
const load = (persistedOperations: object, manifest: string | Uint8Array) => {
  const text = `${FILE}persistedOperations: ${JSON.stringify(persistedOperations)}\n`;
  const readFile = (path: string) => {
    if (path === '/etc/operations.json') return manifest;
    throw Object.assign(new Error('no file'), { code: 'ENOENT' });
  };
  const result = loadConfig({ path: '/etc/gateway.yaml', text, env: {}, readFile });
  return 'config' in result
    ? result.config.persistedOperations
    : result.faults.map(({ line, path, message }) => `${line} ${path}: ${message}`);
};
const ALLOW = { mode: 'allow', manifest: 'operations.json' };
const QUERY = '{ groups { name } }';

test.each(['sha256', 'sha1', 'md5'])("Relay's manifest is read, with ids by %s", (algorithm) => {
  const id = hash(QUERY, algorithm);
  const found = load(ALLOW, JSON.stringify({ [id.toUpperCase()]: QUERY }));
  expect(found).toMatchObject({ mode: 'allow', manifest: { documents: { [id]: QUERY } } });
});

test("Apollo's manifest is read, and the one of the examples is such a one", () => {
  const found = load(ALLOW, readFileSync('examples/operations.json'));
  if (Array.isArray(found)) throw new Error(found.join());
  const documents = Object.values(found.manifest?.documents ?? {});
  expect(documents.length).toBeGreaterThan(4);
  expect(documents.every((document) => /^(query|mutation|subscription) /.test(document))).toBe(true);
});

describe('a manifest that cannot be trusted is a fault of the file', () => {
  test.each([
    ['not there', { mode: 'allow', manifest: 'gone.json' }, '', 'the file cannot be read (ENOENT)'],
    ['no JSON', ALLOW, '{', 'must be a manifest of Apollo'],
    ['a list', ALLOW, '[]', 'must be a manifest of Apollo'],
    ['an entry that is no text', ALLOW, JSON.stringify({ [hash(QUERY)]: 1 }), 'must be a manifest of Apollo'],
    ['another hash', ALLOW, JSON.stringify({ [hash('x')]: QUERY }), 'is not the SHA-256, SHA-1 or MD5 of its document'],
    ['an id that is no hash', ALLOW, JSON.stringify({ Groups: QUERY }), 'is not the SHA-256, SHA-1 or MD5'],
    ['no document', ALLOW, JSON.stringify({ [hash('{ a')]: '{ a' }), 'is no GraphQL document'],
    ['bytes that are no text', ALLOW, Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), 'the file is not UTF-8'],
  ])('%s', (_name, options, manifest, message) => {
    expect(load(options, manifest)).toEqual([expect.stringContaining(message)]);
  });

  test('no manifest where one is needed, and one that nothing reads', () => {
    for (const options of [{ mode: 'only' }, { mode: 'allow' }, { mode: 'off', guests: 'only' }])
      expect(load(options, '')).toEqual([expect.stringMatching(/^4 persistedOperations: \w+ needs a manifest$/)]);
    expect(load({ manifest: 'operations.json' }, '{}')).toEqual([expect.stringContaining('is not read while')]);
  });
});

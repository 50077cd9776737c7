import { expect, test } from 'vitest';
import { createKeyring } from '../../src/lib/keyring.ts';
import { Secret } from '../../src/lib/secret.ts';

const OLD = { kid: 'old', secret: new Secret('o'.repeat(32)) };
const NEW = { kid: 'new', secret: new Secret('n'.repeat(40)) };

test('the first key seals, all open', () => {
  const before = createKeyring([OLD]).seal('токен', 'a');
  const keyring = createKeyring([NEW, OLD]);
  expect([before.kid, keyring.open(before, 'a')]).toEqual(['old', 'токен']);
  const after = keyring.seal('токен', 'a');
  expect([after.kid, keyring.open(after, 'a')]).toEqual(['new', 'токен']);
  expect(createKeyring([NEW]).open(before, 'a')).toBe(null);
});

test('a sealed text shows nothing, is never the same twice, and opens for its owner alone', () => {
  const keyring = createKeyring([NEW]);
  const [one, two] = [keyring.seal('access-token', 'a'), keyring.seal('access-token', 'a')];
  expect(one.bytes.toString('latin1')).not.toContain('access');
  expect(one.bytes.equals(two.bytes)).toBe(false);
  expect(keyring.open(one, 'b')).toBe(null);
});

test('whatever is changed, it does not open', () => {
  const keyring = createKeyring([NEW]);
  const { kid, bytes } = keyring.seal('x', 'a');
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(keyring.open({ kid, bytes: changed }, 'a')).toBe(null);
  }
  for (const length of [0, 12, 27, bytes.length - 1])
    expect(keyring.open({ kid, bytes: bytes.subarray(0, length) }, 'a')).toBe(null);
  expect(keyring.open({ kid: 'new', bytes: keyring.seal('', 'a').bytes }, 'a')).toBe('');
});

test('another secret under the same name opens nothing, and without a key nothing is sealed', () => {
  const sealed = createKeyring([NEW]).seal('x', 'a');
  expect(createKeyring([{ kid: 'new', secret: OLD.secret }]).open(sealed, 'a')).toBe(null);
  expect(() => createKeyring([]).seal('x', 'a')).toThrow(RangeError);
});

import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';

const utf16 = (text: string, mark = [0xff, 0xfe]) => Buffer.concat([Buffer.from(mark), Buffer.from(text, 'utf16le')]);
const bigEndian = (text: string) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]);
const cp1251 = Buffer.from([0xef, 0xe0, 0xf0, 0xee, 0xeb, 0xfc]);

const textOf = (credentials: string) => `tenants:
  - slug: saturn
    name: Сатурн
    baseUrl: http://127.0.0.1:11030/api/v0
    timeZone: Europe/Moscow
    credentials: ${credentials}
`;
const PASSWORD = '{ login: gateway, password: { file: s.txt } }';
const TOKEN = '{ token: { file: s.txt } }';

function read(credentials: string, { file = '', env }: { file?: string | Buffer; env?: string } = {}) {
  const result = loadConfig({
    path: '/etc/gateway.yaml',
    text: textOf(credentials),
    env: { SECRET: env },
    readFile: () => file,
  });
  if ('faults' in result) return result.faults.map(({ message }) => message);
  const used = result.config.tenants[0]?.credentials;
  return used && ('token' in used ? used.token : used.password).reveal();
}

test.each([
  ['with one line break', 'gateway\n'],
  ['with that of Windows', 'gateway\r\n'],
  ['with several', 'gateway\n\r\n\n'],
  ['with a byte order mark', '\ufeffgateway\r\n'],
  ['in UTF-16, as PowerShell writes', utf16('gateway\r\n')],
  ['in UTF-16, big-endian', bigEndian('gateway\r\n')],
])('a file %s holds the secret', (_how, file) => {
  expect(read(PASSWORD, { file })).toBe('gateway');
  expect(read(TOKEN, { file })).toBe('gateway');
});

test.each(['gateway\n', 'gateway\r', '\ufeffgateway\r\n'])('a variable %j holds the secret', (env) => {
  expect(read('{ login: gateway, password: { env: SECRET } }', { env })).toBe('gateway');
  expect(read('{ token: { env: SECRET } }', { env })).toBe('gateway');
});

test.each([
  [cp1251, 'the file s.txt is not UTF-8 text: save it as UTF-8'],
  [utf16('gateway', []), 'the file s.txt is not UTF-8 text: save it as UTF-8'],
  ['one\ntwo', 'the file s.txt holds a line break or an invisible character within the secret'],
  ['gate\u200bway', 'the file s.txt holds a line break or an invisible character within the secret'],
  ['gateway \n', 'the file s.txt begins or ends with a space'],
  ['\u00a0gateway', 'the file s.txt begins or ends with a space'],
  ['\r\n\n', 'the file s.txt is empty'],
])('%j is refused in words', (file, fault) => {
  expect(read(PASSWORD, { file })).toEqual([fault]);
});

test('a token that no header can bear is refused, and a password of any letters is read', () => {
  expect(read(TOKEN, { file: 'пароль' })).toEqual(['must be printable ASCII: it is sent in a header']);
  expect(read(PASSWORD, { file: 'пароль и ещё' })).toBe('пароль и ещё');
});

test.each([
  ['with a byte order mark', Buffer.from(`\ufeff${textOf('{ token: x }')}`), 'Сатурн'],
  ['in UTF-16', utf16(textOf('{ token: x }')), 'Сатурн'],
])('a configuration file %s is read', (_how, file, name) => {
  const result = loadConfig({ path: 'gateway.yaml', env: {}, readFile: () => file });
  expect('config' in result && result.config.tenants[0]?.name).toBe(name);
});

test('a configuration file of another charset is refused in words', () => {
  const file = Buffer.concat([Buffer.from('# '), cp1251, Buffer.from(`\n${textOf('{ token: x }')}`)]);
  expect(loadConfig({ path: 'gateway.yaml', env: {}, readFile: () => file })).toEqual({
    faults: [{ line: null, path: '', message: 'the configuration file is not UTF-8 text: save it as UTF-8' }],
  });
});

test.each(['https://u:p@bonus.example', 'https://bonus.example/?a=1', 'https://bonus.example/#x'])(
  'publicUrl %s is refused',
  (url) => {
    const text = `${textOf('{ token: x }')}server: { publicUrl: "${url}" }\n`;
    expect(loadConfig({ path: 'gateway.yaml', env: {}, text })).toMatchObject({
      faults: [{ path: 'server.publicUrl', message: 'must be an http or https address, without login, ? and #' }],
    });
  },
);

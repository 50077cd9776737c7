import { readdirSync, readFileSync } from 'node:fs';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { FaultRule } from '../src/sandbox/failures/faults.ts';
import { given } from './kit/given.ts';

const TEXT = 'canary-text-of-the-server';
const LOGIN = 'canary-login';
const PASSWORD = 'canary-password';
const TOKEN = 'canary-standing-token';

const FAULTS: Omit<FaultRule, 'operationId'>[] = [
  { do: 'status', status: 400, body: { detail: TEXT } },
  { do: 'status', status: 401, body: { detail: TEXT } },
  { do: 'status', status: 403, body: { detail: TEXT } },
  { do: 'status', status: 404, body: { detail: TEXT } },
  { do: 'status', status: 409, body: { detail: { message: TEXT } } },
  { do: 'status', status: 422, body: { detail: [{ loc: ['body', TEXT], msg: TEXT, type: TEXT }] } },
  { do: 'status', status: 429, body: { detail: TEXT }, headers: { 'Retry-After': '1' } },
  { do: 'status', status: 500, body: { detail: TEXT } },
  { do: 'status', status: 200, body: { items: [{ id: TEXT, name: TEXT, balance: TEXT }], total: 1 } },
  { do: 'html' },
  { do: 'garbage' },
  { do: 'empty' },
  { do: 'reset' },
  { do: 'cut', bytes: 40 },
];

test('no text, address, login or token of a server is in any answer, log line or readiness', async () => {
  const users = [{ login: LOGIN, password: PASSWORD, token: TOKEN, userType: 'API' as const, role: 'Администратор' }];
  const logged: string[] = [];
  // The address of a client is in its log line, that of a server in none.
  const note = (line: string) => void logged.push(line.replace('"address":"127.0.0.1"', ''));
  const log = pino({ level: 'trace', base: null }, { write: note });
  const credentials = { login: LOGIN, password: PASSWORD };
  const { file, sandbox } = await given({ users });
  const tenants = [
    { ...file, slug: 'by-login', credentials },
    { ...file, slug: 'by-token', credentials: { token: TOKEN } },
    { ...file, slug: 'refused', credentials: { login: LOGIN, password: `${PASSWORD}-wrong` } },
    { ...file, slug: 'nobody', baseUrl: 'http://127.0.0.1:9/api/v0', credentials },
  ];
  const gateway = await given({ http: true, log, beside: tenants.map((tenant) => ({ file: tenant })) });

  const answers: string[] = [];
  const queries = readdirSync('examples').flatMap((name) =>
    name.endsWith('.graphql') ? readFileSync(`examples/${name}`, 'utf8') : [],
  );
  queries.push(
    '{ viewer { user { login } } users { id } groups { id } tags { id } card(by: { upstreamId: "142" }) { balance spending { total } balanceDetails { available } } }',
    'mutation { cardBlock(input: { cardId: "eDpDYXJkOjE" }) { __typename } }',
    '{ nonsense }',
    '{',
  );
  const card = (slug: string) => Buffer.from(`${slug}:Card:142`).toString('base64url');
  let moves = 0;
  const round = async (slug: string) => {
    for (const query of queries)
      answers.push(
        (
          await gateway.ask(
            query,
            {
              phone: '79000001042',
              value: '1',
              days: 3,
              by: [{ phone: '79000001042' }],
              day: '2026-01-01',
              from: '2026-01-01',
              to: '2026-01-02',
              cardId: card(slug),
            },
            { tenant: slug },
          )
        ).text,
      );
    const input = {
      cardId: card(slug),
      amount: '1.00',
      reason: 'Проверка',
      idempotencyKey: `canary-key-${String(++moves).padStart(8, '0')}`,
    };
    answers.push(
      (
        await gateway.ask(
          'mutation($input: CardDepositInput!) { cardDeposit(input: $input) { __typename } }',
          { input },
          { tenant: slug },
        )
      ).text,
    );
  };
  for (const { slug } of tenants) await round(slug);
  for (const [i, fault] of FAULTS.entries()) {
    sandbox.faults.clear();
    sandbox.faults.add({ operationId: '*', ...fault } as FaultRule);
    await round(tenants[i % 2]?.slug ?? '');
  }
  const told: string[] = [];
  for (const path of ['/readyz?verbose', '/metrics']) told.push(await (await fetch(`${gateway.url}${path}`)).text());
  answers.push(...told);
  const { firstName, lastName } = sandbox.accounts().find(({ id }) => id === 142) ?? {};
  const person = ['9000001042', firstName, lastName, 'canary-key-'].map(String);
  const shown = [...logged, ...told].filter((text) => person.some((value) => text.includes(value)));
  expect(shown).toEqual([]);

  // Enough went wrong for the silence to mean something.
  expect(answers.filter((text) => text.includes('"errors"')).length).toBeGreaterThan(40);
  expect(logged.length).toBeGreaterThan(answers.length / 2);
  const secrets = [
    TEXT,
    LOGIN,
    PASSWORD,
    TOKEN,
    `:${sandbox.port}`,
    '127.0.0.1',
    'localhost',
    'Traceback',
    'node_modules',
    '.ts:',
  ];
  const spilt = [...answers, ...logged].flatMap((text) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret}: ${text.slice(0, 300)}`),
  );
  expect(spilt).toEqual([]);
});

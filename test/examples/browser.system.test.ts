import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBackend } from '../../examples/guest-app/backend.ts';
import { encodeId, type IdType } from '../../src/graph/ids/global-id.ts';
import { CHROMIUM, openBrowser } from '../kit/browser.ts';
import { type GivenHttp, given } from '../kit/given.ts';
import { compilerComplaints, emptyFolder, installed, write } from '../kit/installed.ts';

const run = promisify(execFile);
const id = (type: IdType, local: number) => encodeId('saturn', type, local);
/** Another guest of the same restaurant. */
const OTHER = 101;
const APPS = ['guest-app', 'apollo', 'relay'] as const;

/** The examples as they are copied: beside the schema, with packages of their own. */
async function examplesInstalled(): Promise<string | null> {
  const folder = emptyFolder();
  for (const name of ['examples', 'schema']) cpSync(name, join(folder, name), { recursive: true });
  write(folder, { 'package.json': { private: true, workspaces: APPS.map((name) => `examples/${name}`) } });
  return (await installed(folder)) ? folder : null;
}

const folder = CHROMIUM ? await examplesInstalled() : null;

describe.runIf(folder)('examples that run in a browser', () => {
  let browser: Browser;
  let sandbox: GivenHttp['sandbox'];
  let gatewayUrl: string;
  /** Address of each app. */
  const origins: Record<string, string> = {};

  beforeAll(async () => {
    // The gateway must know where pages come from, and their backends where it is: addresses first.
    const servers = APPS.map((app) => ({ app, server: createServer() }));
    for (const { app, server } of servers) {
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
      origins[app] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }
    // The browser's clock is the machine's.
    const secrets = [{ kid: 'a', secret: 'a secret of the tests, 32 bytes long' }];
    const saturn = await given({
      clock: Date.now(),
      size: 'full',
      http: {
        guestTokens: { keys: secrets },
        secrets: { keys: secrets },
        staffSessions: { roles: ['crm'] },
        cors: { origins: Object.values(origins) },
      },
    });
    sandbox = saturn.sandbox;
    gatewayUrl = `${saturn.url}/graphql`;
    const key = saturn.apiKey('saturn', 'guest-app');
    for (const { app, server } of servers) {
      const pages = join(folder ?? '', `examples/${app}/dist`);
      const backend = createBackend({ gateway: gatewayUrl, key, phoneOf: () => '+79000001042', pages });
      server.on('request', (request, response) => backend.emit('request', request, response));
    }
    const env = { ...process.env, VITE_GATEWAY: gatewayUrl, NODE_ENV: 'production' };
    await Promise.all(
      APPS.map((app) => run('npm', ['run', 'build'], { cwd: join(folder ?? '', 'examples', app), env })),
    );
    browser = await openBrowser();
    return async () => {
      await browser.close();
      for (const { server } of servers) {
        server.closeAllConnections();
        server.close();
      }
    };
  });

  /** A page, and what its console complains of. */
  const open = async (app: (typeof APPS)[number]) => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const issued = app === 'apollo' ? null : page.waitForResponse(`${origins[app]}/token`);
    await page.goto(origins[app] ?? '');
    const { token } = issued ? ((await (await issued).json()) as { token: string }) : { token: '' };
    return { page, token, complaints };
  };

  /** How many rows the page shows, once there are so many. */
  const rows = (page: Page, selector: string, count: number) =>
    expect.poll(() => page.locator(selector).count()).toBe(count);
  const storage = (page: Page) => page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])');
  const account = (local: number) => sandbox.accounts().find((row) => row.id === local);

  test('the guest app: the own card and code, pages of its history, a new name, and nothing in storage', async () => {
    const { page, token, complaints } = await open('guest-app');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('Иванова Мария Сергеевна');
    expect(await page.getByLabel('Карта').innerText()).toBe('2000000010427');
    expect(await page.getByLabel('Баланс').innerText()).toMatch(/^\d+\.\d\d$/);

    await page.getByRole('button', { name: 'Показать код' }).click();
    const code = await page.getByLabel('Код для кассы').innerText();
    const codes = account(142)?.identifiers.filter((one) => one.isTemporary);
    expect(codes?.map(({ value }) => value)).toContain(code);

    await rows(page, 'li', 20);
    await page.getByRole('button', { name: 'Ещё' }).click();
    const operations = sandbox.operations().filter(({ accountId }) => accountId === 142).length;
    await rows(page, 'li', Math.min(40, operations));

    await page.getByLabel('Имя').fill('Маша');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('Иванова Маша Сергеевна');
    expect(account(142)?.firstName).toBe('Маша');

    expect(await storage(page)).not.toContain(token);
    expect(complaints).toEqual([]);
  });

  test('Apollo Client: staff are told that a password is wrong, log in, read pages of cards, and change one', async () => {
    const { page, complaints } = await open('apollo');
    await page.getByLabel('Логин').fill('marketing');
    await page.getByLabel('Пароль').fill('wrong');
    await page.getByRole('button', { name: 'Войти' }).click();
    await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/accepted|password|credential/i);
    await page.getByLabel('Пароль').fill('marketing');
    await page.getByRole('button', { name: 'Войти' }).click();

    await rows(page, 'tbody tr', 50);
    await page.getByRole('button', { name: 'Ещё' }).click();
    await rows(page, 'tbody tr', 100);

    const select = page.locator('tbody tr').nth(70).getByLabel('Скидка');
    sandbox.clearCalls();
    await select.selectOption({ label: 'Накопительная бонусная' });
    await expect
      .poll(() => select.evaluate((one) => (one as HTMLSelectElement).selectedOptions[0]?.text))
      .toBe('Накопительная бонусная');
    await rows(page, 'tbody tr', 100);
    expect(sandbox.callCounts()['accounts.update']).toBe(1);
    expect(complaints).toEqual([]);
  });

  test('Relay: the history of a card, page by page, each operation once', async () => {
    const { page, complaints } = await open('relay');
    await rows(page, 'li', 20);
    await page.getByRole('button', { name: 'Ещё' }).click();
    const operations = sandbox.operations().filter(({ accountId }) => accountId === 142).length;
    await rows(page, 'li', Math.min(40, operations));
    expect(complaints).toEqual([]);
  });

  test.each(APPS)('the types of %s are right', async (app) => {
    const tsc = join(folder ?? '', 'node_modules/typescript/bin/tsc');
    expect(await compilerComplaints(process.execPath, [tsc, '-p', '.'], join(folder ?? '', 'examples', app))).toBe('');
  });

  test('with its token another guest is not found, by any root field', async () => {
    const { page, token } = await open('guest-app');
    const ask = async (query: string): Promise<{ data: unknown; codes: string[] }> => {
      const { data, errors } = await page.evaluate(
        async ([url = '', bearer = '', source = '']) => {
          const response = await fetch(url, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${bearer}` },
            body: JSON.stringify({ query: source }),
          });
          return (await response.json()) as { data: unknown; errors?: { extensions: { code: string } }[] };
        },
        [gatewayUrl, token, query],
      );
      return { data, codes: (errors ?? []).map(({ extensions }) => extensions.code) };
    };
    const other = sandbox.accounts().find((row) => row.id === OTHER);
    const operation = sandbox.operations().find(({ accountId }) => accountId === OTHER);
    const phone = other?.phones[0] ?? '';
    const number = other?.identifiers[0]?.value ?? '';
    const nobody = [
      `{ found: guest(by: { id: "${id('Guest', OTHER)}" }) { id } }`,
      `{ found: guest(by: { phone: "${phone}" }) { id } }`,
      `{ found: guest(by: { email: "${other?.email ?? 'nobody@example.com'}" }) { id } }`,
      `{ found: guest(by: { identifier: { value: "${number}" } }) { id } }`,
      `{ found: card(by: { id: "${id('Card', OTHER)}" }) { id } }`,
      `{ found: card(by: { upstreamId: "${OTHER}" }) { id } }`,
      `{ found: card(by: { identifier: { value: "${number}" } }) { id } }`,
      `{ found: node(id: "${id('Guest', OTHER)}") { id } }`,
      `{ found: node(id: "${id('Card', OTHER)}") { id } }`,
      `{ found: node(id: "${id('Operation', operation?.id ?? 0)}") { id } }`,
      `{ found: operation(id: "${id('Operation', operation?.id ?? 0)}") { id } }`,
    ];
    for (const query of nobody)
      expect([query, await ask(query)]).toEqual([query, { data: { found: null }, codes: [] }]);
    const ids = (['Guest', 'Card'] as const).map((type) => `"${id(type, OTHER)}"`).join();
    expect(await ask(`{ found: nodes(ids: [${ids}]) { id } }`)).toEqual({ data: { found: [null, null] }, codes: [] });
    expect(await ask(`{ found: guestsBy(by: [{ phone: "${phone}" }]) { id } }`)).toEqual({
      data: { found: [null] },
      codes: [],
    });
    for (const field of ['guests', 'cards', 'operations'])
      expect(await ask(`{ found: ${field} { totalCount } }`)).toEqual({ data: { found: null }, codes: ['FORBIDDEN'] });
  });
});

import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBackend } from '../../examples/guest-page/backend.ts';
import { encodeId, type IdType } from '../../src/graph/ids/global-id.ts';
import { CHROMIUM, openBrowser } from '../kit/browser.ts';
import { type GivenHttp, given } from '../kit/given.ts';

const id = (type: IdType, local: number) => encodeId('saturn', type, local);
/** Another guest of the same restaurant. */
const OTHER = 101;

describe.skipIf(!CHROMIUM)('the page of a guest, in a browser', () => {
  let browser: Browser;
  let sandbox: GivenHttp['sandbox'];
  let gatewayUrl: string;
  let origin: string;
  beforeAll(async () => {
    const options = { gateway: '', key: '', phoneOf: () => '+79000001042' };
    const backend = createBackend(options);
    await new Promise<void>((listening) => backend.listen(0, '127.0.0.1', () => listening()));
    origin = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
    const guestTokens = { keys: [{ kid: 'a', secret: 'a secret of the tests, 32 bytes long' }] };
    // The browser's clock is the machine's.
    const saturn = await given({ clock: Date.now(), http: { guestTokens, cors: { origins: [origin] } } });
    sandbox = saturn.sandbox;
    gatewayUrl = `${saturn.url}/graphql`;
    Object.assign(options, { gateway: gatewayUrl, key: saturn.apiKey('saturn', 'guest-app') });
    browser = await openBrowser();
    return async () => {
      await browser.close();
      backend.closeAllConnections();
      backend.close();
    };
  });

  const open = async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const issued = page.waitForResponse(`${origin}/token`);
    await page.goto(origin);
    const { token } = (await (await issued).json()) as { token: string };
    const text = (element: string) => page.locator(`#${element}`).innerText();
    await expect.poll(() => text('code')).toMatch(/^\d+$/);
    return { page, token, text, complaints };
  };

  test('it shows the own card and code, changes the own name, and keeps nothing in storage', async () => {
    const { page, token, text, complaints } = await open();
    expect(await text('name')).toBe('Иванова Мария Сергеевна');
    expect(await text('number')).toBe('2000000010427');
    expect(await text('balance')).toMatch(/^\d+\.\d\d$/);
    expect(await page.locator('#operations li').count()).toBe(5);
    const code = await text('code');
    const codes = sandbox
      .accounts()
      .find((row) => row.id === 142)
      ?.identifiers.filter((one) => one.isTemporary);
    expect(codes?.map(({ value }) => value)).toContain(code);

    await page.getByLabel('Имя').fill('Маша');
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await expect.poll(() => text('message')).toBe('Сохранено');
    expect(await text('name')).toBe('Иванова Маша Сергеевна');
    expect(sandbox.accounts().find((row) => row.id === 142)?.firstName).toBe('Маша');

    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')).not.toContain(token);
    expect(complaints).toEqual([]);
  });

  test('with its token another guest is not found, by any root field', async () => {
    const { page, token } = await open();
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

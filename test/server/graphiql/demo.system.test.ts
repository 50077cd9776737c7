import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { KNOWN_OPERATIONS } from '../../../src/domain/known-operations.ts';
import { CHROMIUM, openBrowser } from '../../kit/browser.ts';
import { openGraphiQL } from './graphiql-page.ts';
import { openDemo } from './open-demo.ts';

const TABS = KNOWN_OPERATIONS.filter(({ tab }) => tab !== null).sort(
  (one, other) => Number(one.tab) - Number(other.tab),
);
const PHONE = { viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true };

describe.skipIf(!CHROMIUM)('GraphiQL of the demo', () => {
  let browser: Browser;
  let demo: Awaited<ReturnType<typeof openDemo>>;
  beforeAll(async () => {
    [browser, demo] = await Promise.all([openBrowser(), openDemo()]);
    return async () => {
      await browser.close();
      await demo.close();
    };
  });
  const open = (options = {}) => openGraphiQL(browser, `${demo.url}/graphql`, options);
  type GraphiQL = Awaited<ReturnType<typeof open>>;
  /** Runs the open tab until the answer holds the text. */
  const runs = (graphiql: GraphiQL, text: string | RegExp) =>
    expect.poll(graphiql.run, { interval: 300 }).toMatch(typeof text === 'string' ? new RegExp(text) : text);
  const choose = (graphiql: GraphiQL, role: string) => graphiql.role.selectOption({ label: role });

  test('one is a guest or a user of ProBonus by a choice, which survives a reload', async () => {
    const graphiql = await open();
    await graphiql.editQuery('query Who { viewer { kind name tenant { slug } } }');
    await runs(graphiql, '"API_KEY"');
    await choose(graphiql, 'jupiter · guest');
    await runs(graphiql, /"GUEST"[\s\S]*"jupiter"/);
    await choose(graphiql, 'saturn · staff hostess');
    await runs(graphiql, /"STAFF"[\s\S]*"saturn"/);
    const headers = await graphiql.headers();
    expect(headers).toContain('Bearer pbs_');
    await graphiql.reload();
    expect([await graphiql.roleShown(), await graphiql.headers()]).toEqual(['saturn · staff hostess', headers]);
    await runs(graphiql, '"STAFF"');
    await choose(graphiql, 'saturn · crm');
    await runs(graphiql, '"demo-crm"');
    expect(await graphiql.page.evaluate('JSON.stringify([localStorage, document.cookie])')).not.toMatch(/pb[gs]_|eyJ/);
  });

  test('a token that ended is issued anew, and the request runs', async () => {
    const graphiql = await open();
    await choose(graphiql, 'saturn · staff marketing');
    await graphiql.editQuery('mutation End { sessionLogout { __typename } }');
    await runs(graphiql, 'SessionLogoutPayload');
    const ended = await graphiql.headers();
    await graphiql.editQuery('query Who { viewer { kind } }');
    await runs(graphiql, '"STAFF"');
    expect([await graphiql.note.isVisible(), await graphiql.roleShown()]).toEqual([false, 'saturn · staff marketing']);
    expect(await graphiql.headers()).not.toBe(ended);
  });

  test('it opens with queries and mutations that run as they stand; what is run twice books once, until the keys are new', async () => {
    const graphiql = await open();
    expect(await graphiql.titles()).toEqual(TABS.map(({ name }) => name));
    const runTab = async (name: string, text: string | RegExp) => {
      await graphiql.tabs.nth(TABS.findIndex((one) => one.name === name)).click();
      await expect.poll(graphiql.query).toContain(` ${name}`);
      await runs(graphiql, text);
    };
    const renew = graphiql.page.getByRole('button', { name: 'New idempotency keys' });
    await runTab('RegisterGuest', '"alreadyExisted": false|"alreadyExisted": true');
    expect(await renew.isVisible()).toBe(false);
    // `runs` asks until it finds the text: the second answer with the same key is a replay.
    await runTab('Withdraw', '"replayed": true');
    await runTab('Reverse', '"reversedTotal": "100.00"');
    const before = await graphiql.variables();
    await runTab('Deposit', '"replayed": true');
    await renew.click();
    await graphiql.execute();
    await expect.poll(graphiql.answer).toContain('"replayed": false');
    await graphiql.tabs.nth(TABS.findIndex(({ name }) => name === 'Reverse')).click();
    await expect.poll(graphiql.query).toContain(' Reverse');
    const keyIn = (text: string) => /order-1042-withdraw-(\w{6})/.exec(text)?.[1] ?? 'none';
    await expect.poll(async () => keyIn(await graphiql.variables())).not.toBe(keyIn(before));
    await runs(graphiql, '"originalState": null');
  });

  test('every known operation is offered, and opens in a tab that runs', async () => {
    const graphiql = await open();
    const offered = await graphiql.page.locator('#example option').allInnerTexts();
    expect(offered.slice(1)).toEqual(KNOWN_OPERATIONS.map(({ name }) => name));
    await choose(graphiql, 'jupiter · delivery');
    await graphiql.example.selectOption('CardOfGuest');
    await runs(graphiql, '"availableToWithdraw"');
    await graphiql.example.selectOption('CardBalance');
    await runs(graphiql, '"availableToWithdraw": "\\d');
    await choose(graphiql, 'saturn · admin');
    await runs(graphiql, '"number": "2000000010427"');
    for (const [name, text] of [
      ['OwnCard', /"number": "2000000010427"/],
      ['StaffLogin', /SessionLoginPayload/],
      ['OperationsOfDay', /"businessDate"/],
    ] as const) {
      await graphiql.example.selectOption(name);
      await expect.poll(async () => (await graphiql.titles()).at(-1)).toBe(name);
      await runs(graphiql, text);
    }
    await graphiql.tabs.nth(0).click();
    await expect.poll(graphiql.query).toContain('FirstQuery');
    await graphiql.tabs.last().click();
    await expect.poll(graphiql.query).toContain('OperationsOfDay');
  });

  test('it says what the last answer cost, whoever asks', async () => {
    const graphiql = await open();
    for (const role of ['saturn · delivery', 'saturn · guest', 'saturn · staff hostess']) {
      await choose(graphiql, role);
      await graphiql.editQuery('query Own { guest(by: { phone: "89000001042" }) { id } }');
      await runs(graphiql, '"id"');
      await expect.poll(() => graphiql.cost.innerText()).toMatch(/Last answer: 1 upstream call, \d+ ms/);
    }
    await graphiql.cost.locator('summary').click();
    expect(await graphiql.cost.innerText()).toMatch(/accounts\.\w+ 1\nCost \d+, \d+ of \d+ left of the minute/);
  });

  test('a link carries query and variables, and never a credential', async () => {
    const graphiql = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    const copy = async () => {
      await graphiql.page.getByRole('button', { name: 'Copy link' }).click();
      await expect.poll(() => graphiql.note.isVisible()).toBe(true);
      return graphiql.page.evaluate<string>('navigator.clipboard.readText()');
    };
    await graphiql.tabs.nth(1).click();
    await expect.poll(graphiql.query).toContain('GuestScreen');
    const link = await copy();
    expect(link).toMatch(/#query=.*&variables=/);
    const other = await openGraphiQL(browser, link);
    expect(await other.query()).toBe(TABS[1]?.query);
    expect(JSON.parse(await other.variables())).toEqual(TABS[1]?.variables);
    expect(other.page.url()).toBe(`${demo.url}/graphql`);
    expect(decodeURIComponent(link)).not.toMatch(/pb[gs]_|Bearer|Authorization/);

    await graphiql.example.selectOption('StaffLogin');
    await expect.poll(graphiql.query).toContain('StaffLogin');
    expect(await copy()).not.toMatch(/variables|hostess/);
    await graphiql.editQuery('# pbg_site_secret\nquery Mine { viewer { name } }');
    await graphiql.page.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => graphiql.note.innerText()).toContain('no link');

    const login = (password: string) =>
      `mutation In($word: String!) { sessionLogin(input: { tenant: "saturn", login: "a", password : ${password} }) { __typename } }`;
    await graphiql.editQuery(login('$word'));
    await graphiql.editVariables('{ "word": "hostess" }');
    expect(await copy()).not.toMatch(/variables|hostess/);
    await graphiql.editQuery(login('"hostess"'));
    await graphiql.page.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => graphiql.note.innerText()).toContain('no link');

    await graphiql.page.goto(link);
    await expect.poll(graphiql.query).toBe(TABS[1]?.query);
  });

  test('what was run stands in the history, over a reload too', async () => {
    const graphiql = await open();
    await graphiql.editQuery('query Remembered { viewer { name } }');
    await runs(graphiql, 'demo-admin');
    await graphiql.reload();
    await graphiql.page.getByRole('button', { name: 'Show History' }).click();
    await expect.poll(() => graphiql.page.locator('.graphiql-plugin').innerText()).toContain('Remembered');
  });

  test('the first page of the documentation is the description of the schema', async () => {
    const graphiql = await open();
    await graphiql.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await expect.poll(() => graphiql.page.locator('.graphiql-plugin').innerText()).toContain('Who asks.');
  });

  test('on a phone query, variables and answer stand one below the other, all within the screen', async () => {
    const graphiql = await open(PHONE);
    await runs(graphiql, '"number": "2000000010427"');
    const { page } = graphiql;
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    const box = async (selector: string) =>
      (await page.locator(selector).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [query, answer] = [await box('.graphiql-query-editor'), await box('.result-window')];
    expect(query.width).toBeGreaterThan(340);
    expect(answer.width).toBeGreaterThan(340);
    expect([query.height > 120, answer.height > 200, answer.y >= query.y + query.height]).toEqual([true, true, true]);
    for (const name of ['Execute query', 'Copy link', 'Show History', 'Show Documentation Explorer', 'New tab']) {
      const { x, y, width, height } = (await page.getByRole('button', { name }).boundingBox()) ?? {
        x: -1,
        y: 0,
        width: 0,
        height: 0,
      };
      expect([name, x >= 0, x + width <= 375, y + height <= 740]).toEqual([name, true, true, true]);
    }
    await choose(graphiql, 'saturn · guest');
    await runs(graphiql, '"number": "2000000010427"');
    await page.getByRole('button', { name: 'Variables' }).click();
    await expect.poll(async () => (await box('.graphiql-editor-tool')).height).toBeGreaterThan(150);
    await graphiql.execute();
    await expect.poll(async () => (await box('.result-window')).y).toBeLessThan(480);
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await expect.poll(async () => (await box('.graphiql-plugin')).width).toBeGreaterThan(340);
    await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
    await expect.poll(async () => (await box('.graphiql-query-editor')).width).toBeGreaterThan(340);
  });

  test('the root of the origin leads a browser there', async () => {
    const graphiql = await openGraphiQL(browser, demo.url);
    expect(graphiql.page.url()).toBe(`${demo.url}/graphql`);
  });
});

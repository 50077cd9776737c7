import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, openBrowser } from '../../kit/browser.ts';
import { given } from '../../kit/given.ts';
import { openGraphiQL } from './graphiql-page.ts';
import { TABS } from './tabs.ts';

/** A demo whose keys are those of one start. `me` tells whose key was sent. */
const demoOf = (start: string, port = 0) =>
  given({
    server: {
      demo: { keys: ['admin', 'crm'].map((role) => ({ tenant: 'saturn', role, key: `pbg_demo-${role}_${start}` })) },
      knownOperations: TABS,
      config: { server: { port } },
      authenticate: (header) => {
        const [, id] = new RegExp(`^Bearer pbg_demo-(\\w+)_${start}$`).exec(header ?? '') ?? [];
        return id ? { kind: 'API_KEY', id, tenant: 'saturn', name: id, scopes: new Set() } : null;
      },
    },
  });

describe.skipIf(!CHROMIUM)('over a reload', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    return () => browser.close();
  });

  test('tabs, edits, the chosen role and headers written by hand stay, and nothing is added or asked twice', async () => {
    const demo = await demoOf('first');
    const graphiql = await openGraphiQL(browser, `${demo.url}/graphql`);
    await expect.poll(graphiql.run, { interval: 200 }).toContain('"name": "admin"');
    await graphiql.tabs.nth(1).click();
    await expect.poll(graphiql.query).toContain('SecondTab');
    await graphiql.role.selectOption({ label: 'saturn · crm' });
    await graphiql.reload();
    expect([await graphiql.titles(), await graphiql.selected()]).toEqual([['FirstTab', 'SecondTab'], 1]);
    expect([await graphiql.roleShown(), await graphiql.query()]).toEqual(['saturn · crm', TABS[1]?.query]);
    expect(JSON.parse(await graphiql.variables())).toEqual(TABS[1]?.variables);

    await graphiql.editQuery('query Mine { me { name } }');
    await expect.poll(graphiql.run, { interval: 200 }).toContain('"name": "crm"');
    await graphiql.editHeaders('{ "Authorization": "Bearer pbg_demo-admin_first", "X-Mine": "1" }');
    await graphiql.reload();
    expect(await graphiql.query()).toBe('query Mine { me { name } }');
    expect(JSON.parse(await graphiql.headers())).toEqual({
      Authorization: 'Bearer pbg_demo-admin_first',
      'X-Mine': '1',
    });
    expect(await graphiql.roleShown()).toBe('saturn · admin');
    await graphiql.page.getByRole('button', { name: 'New tab' }).click();
    for (let i = 0; i < 3; i++) await graphiql.reload();
    expect([(await graphiql.titles()).length, await graphiql.selected()]).toEqual([3, 2]);
    await expect.poll(() => graphiql.introspections).toHaveLength(6);
    expect(await graphiql.page.evaluate('JSON.stringify(localStorage)')).not.toContain('pbg_');
  });

  test('keys of a demo that was started again are replaced by those of the same role, and the page says what to do', async () => {
    const first = await demoOf('first');
    const graphiql = await openGraphiQL(browser, `${first.url}/graphql`);
    await graphiql.role.selectOption({ label: 'saturn · crm' });
    await expect.poll(graphiql.run, { interval: 200 }).toContain('"name": "crm"');
    expect(await graphiql.note.isVisible()).toBe(false);
    await first.close();
    await demoOf('second', first.port);
    await expect.poll(graphiql.run, { interval: 200 }).toContain('UNAUTHENTICATED');
    expect(await graphiql.note.innerText()).toContain('Reload this page');
    await graphiql.note.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => graphiql.note.innerText()).toContain('your headers hold its new keys');
    await expect.poll(graphiql.headers).toContain('pbg_demo-crm_second');
    await expect.poll(graphiql.run, { interval: 200 }).toContain('"name": "crm"');
    expect(await graphiql.titles()).toEqual(['FirstTab', 'SecondTab']);
    await graphiql.note.getByRole('button', { name: 'Close' }).click();
    expect(await graphiql.note.isVisible()).toBe(false);
  });

  test('a key that the gateway does not accept brings a note, which goes with a valid one', async () => {
    const demo = await demoOf('first');
    const graphiql = await openGraphiQL(browser, `${demo.url}/graphql`);
    await graphiql.editHeaders('{ "authorization": "Bearer pbg_demo-crm_older", "X-Mine": "1" }');
    await expect.poll(graphiql.roleShown).toBe('another key');
    await expect.poll(graphiql.run, { interval: 200 }).toContain('UNAUTHENTICATED');
    expect(await graphiql.note.innerText()).toContain('Choose a role');
    await graphiql.role.selectOption({ label: 'saturn · crm' });
    await expect.poll(graphiql.run, { interval: 200 }).toContain('"name": "crm"');
    await expect.poll(() => graphiql.note.isVisible()).toBe(false);
    expect(JSON.parse(await graphiql.headers())).toEqual({ Authorization: 'Bearer pbg_demo-crm_first', 'X-Mine': '1' });
  });

  test('without a demo there are no roles; a key that was written stays, one that is not valid brings a note', async () => {
    const server = await given({ server: { knownOperations: TABS } });
    const graphiql = await openGraphiQL(browser, `${server.url}/graphql`);
    expect([await graphiql.role.isVisible(), await graphiql.headers()]).toEqual([
      false,
      expect.stringContaining('<your API key>'),
    ]);
    await expect.poll(graphiql.run, { interval: 200 }).toContain('UNAUTHENTICATED');
    expect(await graphiql.note.innerText()).toContain('Write a valid one into Headers');
    await graphiql.editHeaders('{ "Authorization": "Bearer pbg_test_secret" }');
    await graphiql.reload();
    await expect.poll(graphiql.run, { interval: 200 }).toContain('"number": "8002"');
    expect(await graphiql.note.isVisible()).toBe(false);
  });

  test('a query in the address opens once, however long; edits are not written there', async () => {
    const demo = await demoOf('first');
    const address = `${demo.url}/graphql`;
    const query = 'query Shared { me { name } }';
    const graphiql = await openGraphiQL(browser, `${address}?query=${encodeURIComponent(query)}`);
    expect([await graphiql.query(), graphiql.page.url()]).toEqual([query, address]);
    expect(await graphiql.titles()).toEqual(['FirstTab', 'SecondTab', 'Shared']);
    const long = `${query} # ${'ё'.repeat(9_000)}`;
    await graphiql.editQuery(long);
    await graphiql.reload();
    expect([await graphiql.query(), graphiql.page.url()]).toEqual([long, address]);
    await graphiql.page.goto(`${address}?query=${encodeURIComponent(query)}`);
    await expect.poll(graphiql.run, { interval: 200 }).toContain('"name": "admin"');
    expect(await graphiql.query()).toBe(query);
    const titles = await graphiql.titles();
    await graphiql.reload();
    expect(await graphiql.titles()).toEqual(titles);
  });

  test('what is cleared in the settings does not come back, however soon after an edit; what is edited later stays', async () => {
    const demo = await demoOf('first');
    const graphiql = await openGraphiQL(browser, `${demo.url}/graphql`);
    await graphiql.role.selectOption({ label: 'saturn · crm' });
    await graphiql.page.getByRole('button', { name: 'Open settings dialog' }).click();
    const clear = graphiql.page.getByRole('button', { name: 'Clear data' });
    await clear.waitFor();
    await graphiql.editVariables('{ "edited": "before" }');
    await clear.click();
    // Longer than GraphiQL waits before it keeps an edit.
    await graphiql.page.waitForTimeout(1500);
    expect(await graphiql.page.evaluate('JSON.stringify({ ...sessionStorage })')).not.toMatch(/edited|pbg_/);
    await graphiql.reload();
    expect(await graphiql.roleShown()).toBe('saturn · admin');
    await graphiql.page.getByRole('button', { name: 'Open settings dialog' }).click();
    await clear.click();
    await graphiql.page.getByRole('button', { name: 'Close dialog' }).click();
    await graphiql.editVariables('{ "edited": "later" }');
    await graphiql.reload();
    expect(await graphiql.variables()).toBe('{ "edited": "later" }');
  });
});

import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { KNOWN_OPERATIONS } from '../../../src/domain/known-operations.ts';
import { CHROMIUM, openBrowser } from '../../kit/browser.ts';
import { given } from '../../kit/given.ts';
import { KEY } from '../../kit/server.ts';
import { TABS } from './tabs.ts';

const server = await given({
  server: { demo: { keys: [{ tenant: 'saturn', role: 'admin', key: KEY }] }, knownOperations: TABS },
});

describe.skipIf(!CHROMIUM)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    return () => browser.close();
  });

  test('GraphiQL opens with its tabs, runs one with the key, and loads nothing from elsewhere', async () => {
    const page = await browser.newPage();
    const elsewhere: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${server.url}/graphql`);
    const tabs = page.getByRole('tab');
    await expect.poll(() => tabs.count()).toBe(2);
    expect(await tabs.allInnerTexts()).toEqual(['FirstTab', 'SecondTab']);
    await page.getByRole('button', { name: 'Execute query' }).click();
    // Monaco shows spaces as no-break spaces.
    const answer = async () => (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' ');
    await expect.poll(answer).toContain('"number": "8002"');
    await tabs.nth(1).click();
    // GraphiQL needs a moment to see which operation the new tab holds; a person is never that quick.
    const runAgain = async () => {
      await page.getByRole('button', { name: 'Execute query' }).click();
      return answer();
    };
    await expect.poll(runAgain, { interval: 200 }).toContain('вторая </script>');
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain(KEY);
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('one click of the mouse opens a tab, whichever, and dragging changes their order', async () => {
    const demo = await given({
      server: { demo: { keys: [{ tenant: 'saturn', role: 'admin', key: KEY }] }, knownOperations: KNOWN_OPERATIONS },
    });
    const page = await browser.newPage();
    await page.goto(`${demo.url}/graphql`);
    const tabs = page.getByRole('tab');
    await expect.poll(() => tabs.count()).toBe(9);
    const middleOf = async (at: number) => {
      const { x, y, width, height } = (await tabs.nth(at).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      return [x + width / 2, y + height / 2] as const;
    };
    const selected = () =>
      tabs.evaluateAll((all) => all.findIndex((tab) => tab.getAttribute('aria-selected') === 'true'));
    for (const at of [1, 2, 3, 0, 2, 1]) {
      await page.mouse.click(...(await middleOf(at)));
      await expect.poll(selected).toBe(at);
    }
    await page.mouse.move(...(await middleOf(0)));
    await page.mouse.down();
    await page.mouse.move(...(await middleOf(2)), { steps: 12 });
    await page.mouse.up();
    await expect.poll(async () => (await tabs.allInnerTexts()).indexOf('FirstQuery')).toBeGreaterThan(0);
    expect(await tabs.count()).toBe(9);
  });
});

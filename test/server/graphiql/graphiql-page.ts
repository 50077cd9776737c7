import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** GraphiQL in a tab of its own, as a person sees and uses it. */
export async function openGraphiQL(browser: Browser, address: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  /** Introspections, by the credential they were sent with. */
  const introspections: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.postData()?.includes('__schema')) introspections.push(request.headers().authorization);
  });
  await page.goto(address);
  await ready(page);
  const tabs = page.getByRole('tab');
  const model = (file: string) => `monaco.editor.getModels().find(({ uri }) => uri.path.endsWith('${file}'))`;
  const textOf = (file: string) => page.evaluate<string>(`${model(file)}.getValue()`);
  /** As a paste would: keys are completed by the editor, which closes braces. */
  const edit = (file: string, text: string) => {
    const range = `${model(file)}.getFullModelRange()`;
    const edits = `[{ range: ${range}, text: ${JSON.stringify(text)} }]`;
    return page.evaluate(`void ${model(file)}.pushEditOperations([], ${edits}, () => null)`);
  };
  const execute = () => page.getByRole('button', { name: 'Execute query' }).click();
  /** Monaco shows spaces as no-break spaces. */
  const answer = async () => (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' ');
  return {
    page,
    introspections,
    tabs,
    note: page.locator('#note'),
    role: page.getByLabel('Role of this tab'),
    example: page.getByLabel('Example'),
    cost: page.locator('#cost'),
    roleShown: () => page.locator('#role option:checked').innerText(),
    headers: () => textOf('request-headers.json'),
    query: () => textOf('operation.graphql'),
    variables: () => textOf('variables.json'),
    titles: () => tabs.allInnerTexts(),
    selected: () => tabs.evaluateAll((all) => all.findIndex((tab) => tab.getAttribute('aria-selected') === 'true')),
    editQuery: (text: string) => edit('operation.graphql', text),
    editVariables: (text: string) => edit('variables.json', text),
    editHeaders: (text: string) => edit('request-headers.json', text),
    /** To be polled: GraphiQL needs a moment to see a changed tab. Each run is awaited, for the next one clears its answer. */
    async run() {
      await execute();
      await page.getByRole('button', { name: 'Execute query' }).waitFor();
      await page.locator('.result-window .view-line', { hasText: /\S/ }).first().waitFor();
      return answer();
    },
    /** Once. */
    execute,
    answer,
    async reload() {
      await page.reload();
      await ready(page);
    },
  };
}

/** The editors stand and the schema is read. */
async function ready(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Execute query' }).waitFor();
  // Polled from here: the page's policy forbids the eval by which the browser would poll.
  const shown = "monaco.editor.getModels().some(({ uri }) => uri.path.endsWith('request-headers.json'))";
  await expect.poll(() => page.evaluate(shown)).toBe(true);
}

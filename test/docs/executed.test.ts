import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLE_NAMES } from '../../src/config/scopes.ts';
import { KNOWN_OPERATIONS } from '../../src/domain/known-operations.ts';
import { REHEARSAL_RULES } from '../../src/sandbox/failures/rehearsals.ts';
import type { Who } from '../kit/gateway.ts';
import { type GivenHttp, given } from '../kit/given.ts';
import { type Block, blocksOf, ENGLISH, rewrite } from './pages.ts';
import { leaveOut, showJson } from './show-json.ts';

/** The demo, on the day of the pages. */
const DAY = '2026-11-26T12:00:00Z';
/** Seconds. */
const ASKED_EVERY = 5;
const GUEST_TOKEN = `mutation { guestTokenIssue(input: { by: { phone: "8 (900) 000-10-42" } }) {
  ... on GuestTokenIssuePayload { token } } }`;

let demo: GivenHttp;
let guestToken: string;
beforeAll(async () => {
  demo = await given({
    http: {
      guestTokens: { keys: [{ kid: 'demo', secret: 'a secret of the tests, 32 bytes long' }] },
      staffSessions: { roles: ['crm'] },
      secrets: { keys: [{ kid: 'demo', secret: 'a secret of the tests, 32 bytes long' }] },
    },
    size: 'full',
    clock: DAY,
    faults: REHEARSAL_RULES,
    tenant: { valueMoves: { settleSeconds: 5 } },
  });
  const { body } = await demo.ask(GUEST_TOKEN, {}, { role: 'guest-app' });
  guestToken = Object(body.data?.guestTokenIssue).token;
});
afterAll(() => demo.close());

/** "```graphql delivery": who asks. A role of a key; `guest`, by a token; or a `stranger`. */
function whoIs(words: string): Who {
  if (words === 'guest') return { credential: guestToken };
  if (words === 'stranger') return { credential: null };
  const role = ROLE_NAMES.find((name) => name === words);
  if (!role) throw new Error(`no role, "guest" or "stranger": ${words}`);
  return { role };
}

/** A known operation stands on a page as it stands in its file, below the comment. */
function knownText(text: string): string {
  const [, name] = /^(?:query|mutation) (\w+)/.exec(text) ?? [];
  const known = KNOWN_OPERATIONS.find((operation) => operation.name === name);
  return known ? known.query.replace(/^(#.*\n)+/, '') : text;
}

/** Executes a page from top to bottom: a document, its variables, its answer; other variables, their answer. */
function createRun() {
  let document = '';
  let who: Who = {};
  let variables = {};
  const ask = () => demo.ask(document, variables, who);
  return async ({ language, words, text }: Block): Promise<string> => {
    if (language === 'graphql') {
      [document, variables, who] = [knownText(text), {}, whoIs(words)];
      return document;
    } else if (language === 'json' && words === 'variables') {
      variables = JSON.parse(text);
      return `${showJson(variables)}\n`;
    } else if (language === 'json' && words !== '') {
      const [, seconds = '0'] = /^answer(?: after (\d+) s)?$/.exec(words) ?? expect.fail(`unknown words: ${words}`);
      let { body } = await ask();
      // Time stands, so nothing looks for a lost move in the background: asking does.
      for (let passed = 0; passed < Number(seconds); passed += ASKED_EVERY) {
        demo.clock.advance(ASKED_EVERY * 1000);
        ({ body } = await ask());
      }
      return `${showJson(leaveOut(body, text.trim() === '' ? undefined : JSON.parse(text)))}\n`;
    }
    return text;
  };
}

const EXECUTED = ENGLISH.filter((page) => blocksOf(page).some(({ language }) => language === 'graphql'));

// `npx vitest run test/docs/executed.test.ts -u` writes the answers that came into the pages.
test.each(EXECUTED)('%s: each request gives the answer that stands below it', async (page) => {
  await expect(await rewrite(page, createRun())).toMatchFileSnapshot(`../../${page}`);
});

test('the README begins with the first query', () => {
  const [first] = blocksOf('README.md').filter(({ language }) => language === 'graphql');
  expect(first?.text).toBe(knownText('query FirstQuery {'));
});

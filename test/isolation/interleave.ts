import { setImmediate } from 'node:timers/promises';
import type { FaultRule } from '../../src/sandbox/failures/faults.ts';
import { type Chances, chances } from '../fuzz/grow.ts';
import { SLUGS } from './canaries.ts';
import { createInspector } from './leaks.ts';
import { questionAbout } from './questions.ts';
import { type Asker, tokenIn, type World } from './world.ts';

const REFRESH =
  'mutation { sessionRefresh { __typename ... on SessionRefreshPayload { token viewer { name user { login } } } } }';
const LOGOUT = 'mutation { sessionLogout { __typename } }';
/** What is asked about in both restaurants. The last one is no guest's. */
const ABOUT = [142, 101, 113, 999_999] as const;

export interface Interleavings {
  /** Each with the number of its interleaving and what was asked. */
  readonly leaks: string[];
  readonly statuses: Record<string, number>;
  readonly aborted: number;
  readonly logLines: number;
  readonly rightful: number;
  readonly events: Record<string, number>;
}

/**
 * So many times: two to four clients of both restaurants ask at once about the same ids, while tokens are refused or expire,
 * servers fail or are slow, clients leave, and sessions begin, change their token and end. Stops when there are `enough` leaks.
 */
export async function interleave(
  world: World,
  {
    runs,
    seed,
    enough = 20,
    progress,
  }: { runs: number; seed: number; enough?: number; progress?: (done: number) => void },
): Promise<Interleavings> {
  const { clock, sandboxes, canaries, gateway } = world;
  const random = chances(seed);
  const inspector = createInspector(canaries);
  const leaks: string[] = [];
  const statuses: Record<string, number> = {};
  const events: Record<string, number> = {};
  /** Tokens that were replaced or ended. */
  let former: Asker[] = [];
  let aborted = 0;
  let logLines = 0;
  let run = 0;
  const note = (found: readonly string[], told: string) => {
    if (found.length > 0) leaks.push(`seed ${seed}, interleaving ${run}: ${[...new Set(found)].join(', ')}: ${told}`);
  };
  const happened = (name: string) => {
    events[name] = (events[name] ?? 0) + 1;
  };

  const ask = async (asker: Asker, question: { query: string; variables?: object }, leaveAfter?: number) => {
    const { credential } = asker;
    const leaving = new AbortController();
    const answering = world.post(credential, question, { signal: leaving.signal }).catch(() => null);
    if (leaveAfter !== undefined) {
      for (let turn = 0; turn < leaveAfter; turn += 1) await setImmediate();
      leaving.abort();
    }
    const answer = await answering;
    if (!answer) {
      aborted += 1;
      return '';
    }
    const { status, text } = answer;
    statuses[status] = (statuses[status] ?? 0) + 1;
    const issues = /guestTokenIssue|session(Login|Refresh)/.test(question.query);
    note(
      inspector.inAnswer(asker, text, { asked: JSON.stringify(question), issues }),
      `${asker.name} asked ${JSON.stringify(question)} and got ${text.slice(0, 600)}`,
    );
    if (status === 401 && asker.credential === credential) {
      former.push({ ...asker });
      asker.credential = null;
    }
    return text;
  };

  /** A user's session begins, changes its token or ends. Resolves with false where it goes on as it is. */
  const liveOn = async (asker: Asker): Promise<boolean> => {
    if (asker.credential === null) {
      happened('login');
      const { text } = await world.logIn(asker, `10.${run >> 16}.${(run >> 8) & 255}.${run & 255}`);
      note(
        inspector.inAnswer(asker, text, { asked: '', issues: true }),
        `${asker.name} logged in and got ${text.slice(0, 600)}`,
      );
      return true;
    }
    if (random.under(0.9)) return false;
    former = [...former, { ...asker }].slice(-20);
    if (random.under(0.5)) {
      happened('logout');
      const ended = ask({ ...asker }, { query: LOGOUT });
      asker.credential = null;
      await ended;
    } else {
      happened('refresh');
      const text = await ask(asker, { query: REFRESH });
      asker.credential = tokenIn(text) ?? asker.credential;
    }
    return true;
  };

  const pickAsker = (): Asker => {
    if (former.length > 0 && random.under(0.03)) return { ...random.pick(former) };
    const among = random.pick([world.keys, world.keys, world.guests, world.staff, world.staff]);
    return random.under(0.03) ? world.nobody : random.pick(among);
  };

  const client = async (guest: number): Promise<void> => {
    const asker = pickAsker();
    const slug = asker.slug !== null && random.under(0.8) ? asker.slug : random.pick(SLUGS);
    const question = questionAbout({ slug, guest }, canaries, random);
    const leaveAfter = random.under(0.12) ? random.upTo(25) : undefined;
    const starts = random.upTo(4);
    for (let turn = 0; turn < starts; turn += 1) await setImmediate();
    if (world.guests.includes(asker) && asker.credential === null) await world.issue(asker);
    if (world.staff.includes(asker) && (await liveOn(asker)) && random.under(0.5)) return;
    await ask(asker, question, leaveAfter);
  };

  /** What else befalls the gateway in the meantime. */
  const befall = (): void => {
    if (random.under(0.4)) clock.advance(random.upTo(20_000));
    if (random.under(0.02)) {
      happened('tokens expire');
      clock.advance(601_000);
    }
    if (random.under(0.01)) {
      happened('sessions expire');
      clock.advance(1_801_000);
    }
    const slug = random.pick(SLUGS);
    const sandbox = sandboxes.get(slug);
    if (random.under(0.02)) {
      happened('sessions revoked by the server');
      sandbox?.revokeTokens();
    }
    if (random.under(0.15)) {
      happened('slow server');
      sandbox?.faults.add({ operationId: '*', latencyMs: random.upTo(12), times: 1 + random.upTo(4) });
    }
    if (random.under(0.1)) {
      happened('failing server');
      sandbox?.faults.add({ operationId: '*', times: 1 + random.upTo(2), ...faultOf(random, `canary-${slug}-0-`) });
    }
    if (random.under(0.01)) {
      happened('reload');
      gateway.reload({});
    }
  };

  const inspectLog = (): void => {
    logLines += world.lines.length;
    for (const line of world.lines.splice(0)) note(inspector.inLog(line), `log line ${line.slice(0, 600)}`);
  };

  inspectLog();
  for (; run < runs && leaks.length < enough; run += 1) {
    const guest = random.pick(ABOUT);
    const clients = Array.from({ length: 2 + random.upTo(3) }, () => client(guest));
    befall();
    await Promise.all(clients);
    for (const sandbox of sandboxes.values()) sandbox.faults.clear();
    inspectLog();
    if (run % 1000 === 999) progress?.(run + 1);
    if (run % 50 === 0) {
      const readiness = await (await fetch(`${gateway.url}/readyz?verbose`)).text();
      note(inspector.inLog(readiness), `readiness ${readiness.slice(0, 600)}`);
    }
  }
  return { leaks, statuses, aborted, logLines, rightful: inspector.rightful, events };
}

function faultOf(random: Chances, text: string): FaultRule {
  const status = (code: number): FaultRule => ({ do: 'status', status: code, body: { detail: text } });
  return random.pick<FaultRule>([
    status(401),
    status(401),
    status(403),
    status(400),
    status(404),
    status(500),
    { do: 'reset' },
    { do: 'cut', bytes: 60 },
    { do: 'garbage' },
  ]);
}

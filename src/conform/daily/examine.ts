import type { ContextOptions } from '../../graph/context.ts';
import { sleep } from '../../lib/clock.ts';
import type { Check } from '../check.ts';
import { sizes } from '../checks/amounts/units.ts';
import { genders, names, uniqueNumbers } from '../checks/cards/people.ts';
import { dictionaries } from '../checks/dictionaries.ts';
import { kinds, times } from '../checks/operations/kinds.ts';
import { signs } from '../checks/operations/signs.ts';
import { runAll } from '../conform.ts';
import { createClientOn } from '../graph-client.ts';
import { createReadings, type ReadingLimits } from '../readings.ts';

/** What needs no more than the dictionaries and some pages of cards and operations. */
const CHECKS: readonly Check[] = [...dictionaries, names, genders, uniqueNumbers, times, kinds, signs, sizes];
const PAGES: ReadingLimits = { cards: { most: 300, mostCalls: 5 }, operations: { most: 300, mostCalls: 5 } };
/** Before what differs is asked for again. */
const AGAIN_MS = 60_000;

export interface ExamineOptions {
  readonly shared: Omit<ContextOptions, 'intents'>;
  readonly slug: string;
  /** Upstream calls of each of the two rounds. */
  readonly calls: number;
  readonly signal: AbortSignal;
}

/** FITS, SUSPECT where answers contradict each other in two rounds, UNTOLD where none could be compared. */
export interface Examined {
  readonly verdict: 'FITS' | 'SUSPECT' | 'UNTOLD';
  /** Features that are suspect. */
  readonly features: readonly string[];
}

/** The cheap part of `conform`, one call after the other, through the client of the running gateway. Never rejects for a server. */
export async function examine({ shared, slug, calls, signal }: ExamineOptions): Promise<Examined> {
  const client = createClientOn(shared, { slug, signal });
  client.allow(calls);
  const first = await runAll(CHECKS, createReadings(client, PAGES));
  const differing = CHECKS.filter((_, index) => first[index]?.verdict === 'SUSPECT');
  if (differing.length === 0) {
    return { verdict: first.some(({ verdict }) => verdict === 'FITS') ? 'FITS' : 'UNTOLD', features: [] };
  }
  await sleep(shared.clock, AGAIN_MS, signal).catch(() => undefined);
  client.allow(2 * calls);
  const again = await runAll(differing, createReadings(client, PAGES));
  const features = again.filter(({ verdict }) => verdict === 'SUSPECT').map(({ feature }) => feature);
  if (features.length > 0) return { verdict: 'SUSPECT', features };
  // What was not told when it was asked again is not over.
  return { verdict: again.every(({ verdict }) => verdict === 'FITS') ? 'FITS' : 'UNTOLD', features };
}

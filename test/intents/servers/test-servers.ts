import { afterAll, expect, test } from 'vitest';
import { type Cases, casesOf, KINDS } from './cases.ts';
import { EXPECTED, isExpected } from './expected.ts';
import { cellOf, readKnownFaults } from './known-faults.ts';
import { runCase } from './run-case.ts';

/** `full`: every kind, move and fault, in `npm test`. `print`: the outcomes. */
const { SERVERS } = process.env;
const known = readKnownFaults();
const outcomes = new Map<string, string>();

/** Holds the outcomes of every kind of server in these cases against what is expected. */
export function testServers(quick: Exclude<Cases, 'all'>): void {
  const cases = SERVERS === 'full' ? 'all' : quick;
  // All cases of a kind take seconds of work, and minutes on a machine that has other work too.
  const options = cases === 'all' ? { timeout: 3_600_000 } : {};

  test.each(KINDS)('$name: $says', options, async (kind) => {
    const news: string[] = [];
    const mended: string[] = [];
    for (const { move, fault } of casesOf(kind, cases)) {
      const cell = cellOf(kind.name, move, fault);
      const outcome = await runCase({ kind, move, fault });
      outcomes.set(cell, outcome);
      const expected = EXPECTED[kind.name][move][fault];
      const isWrong = !isExpected(outcome, expected);
      if (isWrong && known.get(cell) !== outcome) news.push(`${cell}: ${outcome}, expected ${expected}`);
      if (!isWrong && known.has(cell)) mended.push(`${cell}: ${outcome}`);
    }
    // What is mended is to be taken from known-faults.txt.
    expect({ news, mended }).toEqual({ news: [], mended: [] });
  });

  test('known faults name cases that exist', () => {
    const cells = new Set(
      KINDS.flatMap((kind) => casesOf(kind, 'all').map((one) => cellOf(kind.name, one.move, one.fault))),
    );
    expect([...known.keys()].filter((cell) => !cells.has(cell))).toEqual([]);
  });

  afterAll(() => {
    if (SERVERS === 'print') for (const [cell, outcome] of outcomes) console.log(`${cell} | ${outcome}`);
  });
}

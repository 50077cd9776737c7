import { readFileSync } from 'node:fs';

const FILE = new URL('known-faults.txt', import.meta.url);

/** Outcomes that are not as expected, by kind, move and fault. */
export type Wrong = ReadonlyMap<string, string>;

export function cellOf(kind: string, move: string, fault: string): string {
  return [kind, move, fault].join(' | ');
}

/** Each line is `kind | moves | faults | outcome | why`; names of moves and faults are separated by semicolons. */
export function readKnownFaults(): Wrong {
  const lines = readFileSync(FILE, 'utf8').split('\n').filter(Boolean);
  return new Map(
    lines.flatMap((line) => {
      const [kind = '', moves = '', faults = '', outcome = ''] = line.split(' | ');
      return moves
        .split('; ')
        .flatMap((move) => faults.split('; ').map((fault): [string, string] => [cellOf(kind, move, fault), outcome]));
    }),
  );
}

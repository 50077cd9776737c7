import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('known-faults.txt', import.meta.url);

/** Outcomes that are not as expected, by kind, move and fault. */
export type Wrong = ReadonlyMap<string, string>;

export function cellOf(kind: string, move: string, fault: string): string {
  return [kind, move, fault].join(' | ');
}

/** Each line is `kind | moves | faults | outcome`; names of moves and faults are separated by semicolons. */
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

export function writeKnownFaults(wrong: Wrong): void {
  const movesOf = grouped(
    [...wrong].map(([cell, outcome]) => {
      const [kind, move = '', fault] = cell.split(' | ');
      return [[kind, fault, outcome].join(' | '), move];
    }),
  );
  const faultsOf = grouped(
    [...movesOf].map(([rest, moves]) => {
      const [kind, fault = '', outcome] = rest.split(' | ');
      return [[kind, moves, outcome].join(' | '), fault];
    }),
  );
  const lines = [...faultsOf].map(([rest, faults]) => {
    const [kind, moves, outcome] = rest.split(' | ');
    return [kind, moves, faults, outcome].join(' | ');
  });
  writeFileSync(FILE, lines.map((line) => `${line}\n`).join(''));
}

function grouped(pairs: readonly (readonly string[])[]): Map<string, string> {
  const groups = new Map<string, string>();
  for (const [key = '', value = ''] of pairs) {
    const before = groups.get(key);
    groups.set(key, before === undefined ? value : `${before}; ${value}`);
  }
  return groups;
}

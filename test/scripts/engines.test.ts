import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/**
 * `npm ci` warns about each package that refuses the running Node. Where a newer release only dropped the floor, `overrides` in
 * package.json name the last one that admits it; they go when the floor rises.
 */
interface LockedPackage {
  readonly version: string;
  readonly engines?: { readonly node?: string };
  readonly resolved?: string;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};
const FLOOR = '20.19.0';
const PRODUCTION = '24.0.0';

test.each([FLOOR, PRODUCTION])('no package refuses Node %s', (version) => {
  const refusing = Object.entries(packages).filter(([, { engines }]) => !admits(engines?.node ?? '*', version));
  expect(refusing.map(([path, locked]) => `${path} ${locked.version} wants ${locked.engines?.node}`)).toEqual([]);
});

test('the floor is the one that package.json names, and the image runs what .nvmrc names', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  expect(`${engines.node}.0`).toBe(`>=${FLOOR}`);
  const major = readFileSync('.nvmrc', 'utf8').trim();
  expect(`${major}.0.0`).toBe(PRODUCTION);
  const images = [...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM node:(\d+)/gm)].map(([, found]) => found);
  expect(new Set(images)).toEqual(new Set([major]));
});

test('the lock records no address of a registry', () => {
  expect(Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)).toEqual([]);
});

test.each([
  ['*', true],
  ['20 || >=22', true],
  ['20.*', true],
  ['>= 10.x', true],
  ['^20.19.0 || >=22.12.0', true],
  ['^20.19.1', false],
  ['^18 || ^22', false],
  ['>=18 <20', false],
  ['>=22.13.0', false],
])('the range %s admits the floor: %s', (range, isAdmitted) => {
  expect(admits(range, FLOOR)).toBe(isAdmitted);
});

/** The part of semver that `engines` uses; a range of another form throws. */
function admits(range: string, version: string): boolean {
  return range.split('||').some((all) =>
    all
      .replaceAll(/([<>=^]+)\s+/g, '$1')
      .trim()
      .split(/\s+/)
      .every((one) => meets(one, version)),
  );
}

function meets(comparator: string, version: string): boolean {
  const [, operator, operand = ''] = /^(>=|<|\^|)((?:\d+|x|\*)(?:\.(?:\d+|x|\*)){0,2})$/.exec(comparator) ?? [];
  const bound = operand.split('.').filter((part) => /\d/.test(part));
  const isWithin = version.split('.', bound.length).join('.') === bound.join('.');
  const order = version.localeCompare(bound.join('.'), 'en', { numeric: true });
  switch (operator) {
    case '':
      return isWithin;
    case '<':
      return order < 0 && !isWithin;
    case '>=':
      return order >= 0 || isWithin;
    case '^':
      return (order >= 0 || isWithin) && version.split('.')[0] === bound[0];
    default:
      throw new Error(`a range of an unknown form: ${comparator}`);
  }
}

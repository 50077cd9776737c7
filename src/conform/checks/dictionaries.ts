import { type Check, defineCheck } from '../check.ts';
import type { GraphClient } from '../graph-client.ts';
import { Refusal } from '../graph-client.ts';
import { count, firstOf, fits, suspect, untold } from '../verdict.ts';

const DICTIONARIES = {
  groups: 'accountGroups.list',
  identifierTypes: 'identifierTypes.list',
  discounts: 'discounts.list',
  restaurants: 'restaurants.list',
  tags: 'tags.list',
} as const;

type Name = keyof typeof DICTIONARIES;
interface Entry {
  readonly upstreamId: string;
  readonly name: string;
}
type Entries = readonly Entry[];

const NAMES = Object.keys(DICTIONARIES) as Name[];
/** One in so many references may be lost without a suspicion. */
const MOST_LOST = 10;
/** A list of exactly so many may be cut. */
const ROUND = [20, 25, 50, 100, 200, 250, 500, 1000];

async function read(client: GraphClient, name: Name): Promise<Entries> {
  return (await client.ask<Record<Name, Entries>>(`{ ${name} { upstreamId name } }`))[name];
}

/** The other lists, as far as the server gives them. */
async function others(client: GraphClient, name: Name): Promise<[Name, Entries][]> {
  const found: [Name, Entries][] = [];
  for (const other of NAMES.filter((one) => one !== name)) {
    try {
      found.push([other, await read(client, other)]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return found;
}

/** Each list has entries of its own, each once. */
export const dictionaries: readonly Check[] = NAMES.map((name) =>
  defineCheck({
    feature: name,
    operation: DICTIONARIES[name],
    ask: async ({ client }) => ({ entries: await read(client, name), others: await others(client, name) }),
    compare({ entries, others }) {
      if (entries.length === 0) return untold('the list is empty');
      const twice = entries.length - new Set(entries.map(({ upstreamId }) => upstreamId)).size;
      const namesOf = (list: Entries) => JSON.stringify(list.map(({ name }) => name).sort());
      const same = entries.length > 1 && others.find(([, list]) => namesOf(list) === namesOf(entries));
      const nameless = entries.every(({ name }) => name.trim() === '');
      const isRound = ROUND.includes(entries.length);
      return firstOf(
        [
          twice > 0 && `${count(twice, 'row')} came twice`,
          same ? `the list has the names of ${same[0]}` : null,
          nameless && 'no row has a name',
        ],
        isRound
          ? untold(`exactly ${entries.length}: look in ProBonus whether there are more`)
          : fits(`${entries.length}, each once`),
      );
    },
  }),
);

const REFERENCES = {
  discounts: '{ cards(first: 100) { nodes { discount { id } } } }',
  tags: '{ cards(first: 100) { nodes { guest { tags { id } } } } }',
  restaurants: '{ operations(first: 100) { nodes { receipt { restaurant { id } } } } }',
} as const;

/** What rows refer to is in the lists. A server may have taken some entries off. */
export const references: readonly Check[] = (['discounts', 'tags', 'restaurants'] as const).map((name) =>
  defineCheck({
    feature: `${name}.references`,
    operation: DICTIONARIES[name],
    async ask({ client }) {
      const before = client.unknownReferences();
      const answer = await client.ask(REFERENCES[name]);
      const known = JSON.stringify(answer).split('"id":').length - 1;
      return { known, unknown: client.unknownReferences() - before };
    },
    compare({ known, unknown }) {
      const all = count(known + unknown, 'reference');
      if (known + unknown === 0) return untold('no row refers to the list');
      if (unknown * MOST_LOST > known + unknown) return suspect(`${unknown} of ${all} lead to no entry of the list`);
      return unknown > 0
        ? untold(`${unknown} of ${all} lead to entries that the list has no more`)
        : fits(`${all} lead to entries of the list`);
    },
  }),
);

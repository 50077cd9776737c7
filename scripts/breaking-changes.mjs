import { buildSchema, findBreakingChanges } from 'graphql';

/**
 * What the current schema breaks for clients of the released one, except what a line `- BREAKING: …` of the changelog says.
 * A released schema without definitions promises nothing.
 */
export function breakingChanges(released, current, changelog) {
  if (released.replace(/^\s*#.*$/gm, '').trim() === '') return [];
  const listed = changelog.split('\n').filter((line) => line.startsWith('- BREAKING: '));
  return findBreakingChanges(buildSchema(released), buildSchema(current))
    .map(({ description }) => description)
    .filter((description) => !listed.some((line) => line.includes(description)));
}

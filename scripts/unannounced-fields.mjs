import { buildSchema, isObjectType } from 'graphql';

const NOTHING = buildSchema('type Query { nothing: Int }');
const ROOTS = ['Query', 'Mutation'];

/**
 * Fields of the current schema that clients of the released one do not have, and that no code span of the changelog names:
 * root fields by their name, others of released types as `Type.field`.
 */
export function unannouncedFields(released, current, changelog) {
  const isReleased = released.replace(/^\s*#.*$/gm, '').trim() !== '';
  const before = isReleased ? buildSchema(released) : NOTHING;
  const spans = changelog.match(/`[^`]+`/g) ?? [];
  const isNamed = (name) => spans.some((span) => new RegExp(`(^|[^\\w.])${name.replace('.', '\\.')}\\b`).test(span));
  return Object.values(buildSchema(current).getTypeMap()).flatMap((type) => {
    const known = before.getType(type.name);
    const isRoot = ROOTS.includes(type.name);
    if (!isObjectType(type) || type.name.startsWith('__') || !(known || isRoot)) return [];
    const fields = isObjectType(known) ? known.getFields() : {};
    return Object.keys(type.getFields())
      .filter((name) => !Object.hasOwn(fields, name))
      .map((name) => (isRoot ? name : `${type.name}.${name}`))
      .filter((name) => !isNamed(name));
  });
}

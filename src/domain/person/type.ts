import { builder } from '../../graph/builder.ts';

/** The parts of a name as ProBonus holds them; any of them may be absent. */
export interface NameParts {
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly patronymic: string | null;
}

/** «Иванов Иван Иванович»; empty when nothing is known. */
export function fullName({ lastName, firstName, patronymic }: NameParts): string {
  return [lastName, firstName, patronymic].filter((part) => part?.trim()).join(' ');
}

/** «Иванов И. И.»; without a last name what there is of the others. */
export function shortName({ lastName, firstName, patronymic }: NameParts): string {
  if (!lastName?.trim())
    return fullName({ lastName: null, firstName, patronymic: null }) || fullName({ lastName, firstName, patronymic });
  const initials = [firstName, patronymic].flatMap((part) => {
    const initial = part?.trim()[Symbol.iterator]().next().value;
    return initial ? [`${initial}.`] : [];
  });
  return [lastName, ...initials].join(' ');
}

export const PersonName = builder.objectRef<NameParts>('PersonName').implement({
  description: 'How a person is called; any part may be unknown.',
  fields: (t) => ({
    full: t.string({
      description: 'Last, first and patronymic, as far as known; empty when nothing is.',
      resolve: fullName,
    }),
    short: t.string({
      description: 'Last name with initials; the first name where there is no last name.',
      resolve: shortName,
    }),
    last: t.exposeString('lastName', { description: 'Last name; null when not known.', nullable: true }),
    first: t.exposeString('firstName', { description: 'First name; null when not known.', nullable: true }),
    patronymic: t.exposeString('patronymic', { description: 'Patronymic; null when not known.', nullable: true }),
  }),
});

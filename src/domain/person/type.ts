import { builder, nullable } from '../../graph/builder.ts';
import { openToGuests } from '../../graph/guest-fields.ts';

/** The parts of a name as stored in ProBonus. */
export interface NameParts {
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly patronymic: string | null;
}

/** «Иванов Иван Иванович»; empty if no part is known. */
export function fullName({ lastName, firstName, patronymic }: NameParts): string {
  let name = '';
  for (const part of [lastName, firstName, patronymic]) if (part?.trim()) name = name === '' ? part : `${name} ${part}`;
  return name;
}

/** «Иванов И. И.»; without a last name, the other parts in full. */
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
  description: 'Name of a person. Any part can be unknown.',
  fields: (t) => ({
    full: t.string({
      description: 'Last name, first name and patronymic, as far as known; empty if none is.',
      guest: true,
      resolve: fullName,
    }),
    short: t.string({
      description: 'Last name with initials; the other parts if the last name is unknown.',
      guest: true,
      resolve: shortName,
    }),
    last: t.exposeString('lastName', openToGuests(nullable('Last name; null if unknown.'))),
    first: t.exposeString('firstName', openToGuests(nullable('First name; null if unknown.'))),
    patronymic: t.exposeString('patronymic', openToGuests(nullable('Patronymic; null if unknown.'))),
  }),
});

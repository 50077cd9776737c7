import { reader } from '../../upstream/codec/read-fields.ts';
import type { User as Row } from '../../upstream/resources/users.ts';

/** A user of ProBonus itself. */
export interface User {
  readonly __typename: 'User';
  readonly id: number;
  readonly login: string;
  readonly userType: string | null;
  readonly role: string | null;
  readonly email: string | null;
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly patronymic: string | null;
  readonly comment: string | null;
}

export function userFromWire(row: Row): User {
  const field = reader('User', row);
  return {
    __typename: 'User',
    id: field.id('id'),
    login: field.text('login'),
    userType: field.optionalText('userType'),
    role: field.optionalText('role'),
    email: field.optionalText('email'),
    lastName: field.optionalText('lastName'),
    firstName: field.optionalText('firstName'),
    patronymic: field.optionalText('patronymic'),
    comment: field.optionalText('comment'),
  };
}

import { read } from '../../upstream/codec/read-fields.ts';
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
  return {
    __typename: 'User',
    id: read.id(row.id, 'User.id'),
    login: read.text(row.login, 'User.login'),
    userType: read.optionalText(row.userType, 'User.userType'),
    role: read.optionalText(row.role, 'User.role'),
    email: read.optionalText(row.email, 'User.email'),
    lastName: read.optionalText(row.lastName, 'User.lastName'),
    firstName: read.optionalText(row.firstName, 'User.firstName'),
    patronymic: read.optionalText(row.patronymic, 'User.patronymic'),
    comment: read.optionalText(row.comment, 'User.comment'),
  };
}

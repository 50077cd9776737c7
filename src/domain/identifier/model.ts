import { parsePhone } from '../../lib/phone.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import type { Account } from '../../upstream/resources/accounts.ts';
import type { IdentifierType as TypeRow } from '../../upstream/resources/identifier-types.ts';

type Row = Account['identifiers'][number];

/** An identifier of a card. */
export interface Identifier {
  readonly id: number;
  readonly cardId: number;
  readonly typeId: number;
  readonly value: string;
  readonly isTemporary: boolean;
  readonly expiresAt: string | null;
}

export function identifierFromWire(row: Row, cardId: number): Identifier {
  const field = reader('Identifier', row);
  return {
    id: field.id('id'),
    cardId,
    typeId: field.id('typeId'),
    value: field.text('value'),
    isTemporary: field.optionalBoolean('isTemporary') ?? false,
    expiresAt: field.optionalText('expiresAt'),
  };
}

export function identifiersOf(account: Account): Identifier[] {
  return reader('Account', account)
    .records('identifiers')
    .map((row) => identifierFromWire(row, account.id));
}

/** A type of identifier. `kind` is as the server wrote it. */
export interface IdentifierType {
  readonly __typename: 'IdentifierType';
  readonly id: number;
  readonly name: string;
  readonly kind: string;
}

export function identifierTypeFromWire(row: TypeRow): IdentifierType {
  const field = reader('IdentifierType', row);
  return {
    __typename: 'IdentifierType',
    id: field.id('id'),
    name: field.text('name'),
    kind: field.text('kind'),
  };
}

/** The value to store and to look up: a phone in digits, any other value unchanged. */
export function storedIdentifier(type: { readonly kind: string }, value: string): string {
  return (type.kind === 'PHONE' ? parsePhone(value) : null) ?? value;
}

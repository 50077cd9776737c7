import { parsePhone } from '../../lib/phone.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import { type RowModel, rowModel } from '../../upstream/codec/row-model.ts';
import type { Account } from '../../upstream/resources/accounts.ts';

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

/** A type of identifier. */
export type IdentifierType = RowModel<'IdentifierType'>;
export const identifierTypeFromWire = rowModel('IdentifierType');

/** The value to store and to look up: a phone in digits, any other value unchanged. */
export function storedIdentifier(type: { readonly kind: string }, value: string): string {
  return (type.kind === 'PHONE' ? parsePhone(value) : null) ?? value;
}

import { read } from '../../upstream/codec/read-fields.ts';
import type { Account } from '../../upstream/resources/accounts.ts';
import type { IdentifierType as TypeRow } from '../../upstream/resources/identifier-types.ts';

type Row = Account['identifiers'][number];

/** What a card is recognised by. The value is a text however long its digits. */
export interface Identifier {
  readonly id: number;
  readonly cardId: number;
  readonly typeId: number;
  readonly value: string;
  readonly isTemporary: boolean;
  readonly expiresAt: string | null;
}

export function identifierFromWire(row: Row, cardId: number): Identifier {
  return {
    id: read.id(row.id, 'Identifier.id'),
    cardId,
    typeId: read.id(row.typeId, 'Identifier.typeId'),
    value: read.text(row.value, 'Identifier.value'),
    isTemporary: read.optionalBoolean(row.isTemporary, 'Identifier.isTemporary') ?? false,
    expiresAt: read.optionalText(row.expiresAt, 'Identifier.expiresAt'),
  };
}

export function identifiersOf(account: Account): Identifier[] {
  return read
    .list(account.identifiers, 'Account.identifiers')
    .map((row) => identifierFromWire(read.record(row, 'Account.identifiers'), account.id));
}

/** A sort of identifier. `kind` is as the server wrote it. */
export interface IdentifierType {
  readonly __typename: 'IdentifierType';
  readonly id: number;
  readonly name: string;
  readonly kind: string;
}

export function identifierTypeFromWire(row: TypeRow): IdentifierType {
  return {
    __typename: 'IdentifierType',
    id: read.id(row.id, 'IdentifierType.id'),
    name: read.text(row.name, 'IdentifierType.name'),
    kind: read.text(row.kind, 'IdentifierType.kind'),
  };
}

import type { GatewayContext } from '../../graph/context.ts';
import { defineDictionary } from '../../graph/dictionary/dictionary.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import { listIdentifierTypes, type IdentifierType as Row } from '../../upstream/resources/identifier-types.ts';
import { readAll } from '../../upstream/resources/read-all.ts';

/** A sort of identifier. `kind` is as the server wrote it. */
export interface IdentifierType {
  readonly __typename: 'IdentifierType';
  readonly id: number;
  readonly name: string;
  readonly kind: string;
}

export function identifierTypeFromWire(row: Row): IdentifierType {
  return {
    __typename: 'IdentifierType',
    id: read.id(row.id, 'IdentifierType.id'),
    name: read.text(row.name, 'IdentifierType.name'),
    kind: read.text(row.kind, 'IdentifierType.kind'),
  };
}

export const identifierTypes = defineDictionary('identifierTypes', 'identifierTypes.list', async (upstream) =>
  (await readAll(upstream, listIdentifierTypes)).map(identifierTypeFromWire),
);

/** The types of this kind. */
export function typeIdsOfKind(
  context: GatewayContext,
  kind: 'CARD' | 'PHONE',
): ReadonlySet<number> | Promise<ReadonlySet<number>> {
  return identifierTypes.with(
    context,
    ({ all }) => new Set(all.filter((type) => type.kind === kind).map(({ id }) => id)),
  );
}

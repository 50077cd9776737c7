import { reader } from '../../upstream/codec/read-fields.ts';
import type { AccountGroup } from '../../upstream/resources/groups.ts';

/** A group of cards («Группа счетов»). */
export interface Group {
  readonly __typename: 'Group';
  readonly id: number;
  readonly name: string;
  readonly comment: string | null;
}

export function groupFromWire(row: AccountGroup): Group {
  const field = reader('AccountGroup', row);
  return {
    __typename: 'Group',
    id: field.id('id'),
    name: field.text('name'),
    comment: field.optionalText('comment'),
  };
}

import { read } from '../../upstream/codec/read-fields.ts';
import type { AccountGroup } from '../../upstream/resources/groups.ts';

/** A group of cards («Группа счетов»). */
export interface Group {
  readonly __typename: 'Group';
  readonly id: number;
  readonly name: string;
  readonly comment: string | null;
}

export function groupFromWire(row: AccountGroup): Group {
  return {
    __typename: 'Group',
    id: read.id(row.id, 'AccountGroup.id'),
    name: read.text(row.name, 'AccountGroup.name'),
    comment: read.optionalText(row.comment, 'AccountGroup.comment'),
  };
}

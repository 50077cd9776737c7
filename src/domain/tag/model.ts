import { read } from '../../upstream/codec/read-fields.ts';
import type { Tag as Row } from '../../upstream/resources/tags.ts';

/** A mark that the staff puts on guests. */
export interface Tag {
  readonly __typename: 'Tag';
  readonly id: number;
  readonly name: string;
  readonly groupName: string | null;
}

export function tagFromWire(row: Row): Tag {
  return {
    __typename: 'Tag',
    id: read.id(row.id, 'Tag.id'),
    name: read.text(row.name, 'Tag.name'),
    groupName: read.optionalText(row.groupName, 'Tag.groupName'),
  };
}

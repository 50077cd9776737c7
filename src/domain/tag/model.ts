import { reader } from '../../upstream/codec/read-fields.ts';
import type { Tag as Row } from '../../upstream/resources/tags.ts';

/** A label that staff attach to guests. */
export interface Tag {
  readonly __typename: 'Tag';
  readonly id: number;
  readonly name: string;
  readonly groupName: string | null;
}

export function tagFromWire(row: Row): Tag {
  const field = reader('Tag', row);
  return {
    __typename: 'Tag',
    id: field.id('id'),
    name: field.text('name'),
    groupName: field.optionalText('groupName'),
  };
}

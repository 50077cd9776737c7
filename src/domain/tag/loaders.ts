import type { GatewayContext } from '../../graph/context.ts';
import { listDictionary } from '../../graph/dictionary/dictionary.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { checkCount } from '../../graph/input/checks.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { rowModel } from '../../upstream/codec/row-model.ts';

export const tags = listDictionary('tags', 'tags.list', rowModel('Tag'));

const MAX_TAGS = 100;

/** Upstream ids of the tags that an input names; null for an id of another tenant. No upstream call. Throws BAD_USER_INPUT. */
export function readTagIds(context: GatewayContext, tagIds: readonly string[]): (number | null)[] {
  checkCount(tagIds, MAX_TAGS, 'tags');
  return tagIds.map((id) => readId(context, id, 'Tag'));
}

/** These ids without duplicates. Throws TAG_NOT_FOUND for a tag that does not exist. */
export async function requireTags(context: GatewayContext, numbers: readonly (number | null)[]): Promise<number[]> {
  const found = await Promise.all(numbers.map((number) => tags.require(context, number)));
  return [
    ...new Set(
      found.map((tag, index) => {
        if (!tag) throw new UserFault('TAG_NOT_FOUND', { path: ['input', 'tagIds', String(index)] });
        return tag.id;
      }),
    ),
  ];
}

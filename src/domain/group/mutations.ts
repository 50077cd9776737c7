import { builder } from '../../graph/builder.ts';
import { NAME_LIMIT, readName, rowChanges, rowPayload } from '../../graph/dictionary/row-changes.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { given, readOptionalText } from '../../graph/input/text.ts';
import { defineMutation } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { type AccountGroupInput, getGroup, insertGroup, updateGroup } from '../../upstream/resources/groups.ts';
import { updateFields } from '../account/update.ts';
import { cardNotFound, readCardId } from '../card/loaders.ts';
import { cardChange, cardPayload } from '../card/type.ts';
import { groups } from './loaders.ts';
import { type Group as GroupModel, groupFromWire } from './model.ts';
import { Group } from './type.ts';

const MAX_COMMENT = 255;

const GroupCreateInput = builder.inputType('GroupCreateInput', {
  description: 'The group to create.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the group. Must be unique.', limit: NAME_LIMIT }),
    comment: t.string({ description: 'Note for the staff.', limit: `at most ${MAX_COMMENT} characters` }),
  }),
});

const GroupUpdateInput = builder.inputType('GroupUpdateInput', {
  description: 'Changes to a group. An omitted field is kept.',
  fields: (t) => ({
    groupId: t.id({ required: true, description: 'ID of the group to change.' }),
    name: t.string({
      description: 'New name of the group. Must be unique; null keeps the old one.',
      limit: NAME_LIMIT,
    }),
    comment: t.string({
      description: 'New note for the staff; null removes it.',
      limit: `at most ${MAX_COMMENT} characters`,
    }),
  }),
});

const groupNotFound = () => new UserFault('GROUP_NOT_FOUND', { path: ['input', 'groupId'] });

const changes = rowChanges<GroupModel, AccountGroupInput>({
  dictionary: groups,
  list: groups.read,
  isDone: (group, { name, comment }) =>
    (name === undefined || group.name === name) && (comment === undefined || (group.comment || null) === comment),
  missing: groupNotFound,
  names: { name: ['name'], comment: ['comment'] },
});

defineMutation('groupCreate', {
  description: 'Creates a group of cards.',
  scopes: ['dictionary:write'],
  input: GroupCreateInput,
  payload: rowPayload('group', Group),
  errors: ['NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, { name, comment }) => {
    const body = given<AccountGroupInput>({
      name: readName(name),
      comment: readOptionalText(comment, 'comment', MAX_COMMENT),
    });
    return changes.create(context, body, async () => groupFromWire(await insertGroup(context.upstream, body)));
  },
});

defineMutation('groupUpdate', {
  description: 'Changes the name or the note of a group.',
  scopes: ['dictionary:write'],
  input: GroupUpdateInput,
  payload: rowPayload('group', Group),
  errors: ['GROUP_NOT_FOUND', 'NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, { groupId, name, comment }) => {
    const id = readId(context, groupId, 'Group');
    if (id === null) throw groupNotFound();
    const body = given<AccountGroupInput>({
      name: name == null ? undefined : readName(name),
      comment: readOptionalText(comment, 'comment', MAX_COMMENT),
    });
    return changes.update(context, id, body, {
      read: async () => {
        const row = await getGroup(context.upstream, id);
        return row && groupFromWire(row);
      },
      send: async () => groupFromWire(await updateGroup(context.upstream, id, body)),
    });
  },
});

const CardMoveToGroupInput = builder.inputType('CardMoveToGroupInput', {
  description: 'The card to move and its new group.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'ID of the card to move.' }),
    groupId: t.id({ required: true, description: 'ID of the new group.' }),
  }),
});

defineMutation('cardMoveToGroup', {
  description: 'Moves a card to another group.',
  scopes: ['card:write'],
  input: CardMoveToGroupInput,
  payload: cardPayload,
  errors: ['CARD_NOT_FOUND', 'GROUP_NOT_FOUND', 'INVALID_FIELD'],
  run: async (context, { cardId, groupId }) => {
    const id = readCardId(context, cardId);
    const group = await groups.require(context, readId(context, groupId, 'Group'));
    if (!group) throw groupNotFound();
    const options = { view: cardChange, missing: cardNotFound(), names: { groupId: ['groupId'] } };
    return updateFields(context, id, { groupId: group.id }, options);
  },
});

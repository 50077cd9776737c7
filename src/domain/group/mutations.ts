import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { nameTaken } from '../../graph/dictionary/name-taken.ts';
import { newcomers } from '../../graph/dictionary/new-rows.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { given, readOptionalText, readText } from '../../graph/input/text.ts';
import { defineMutation, fieldFault, isRefused, write } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import {
  type AccountGroupInput,
  getGroup,
  insertGroup,
  listGroups,
  updateGroup,
} from '../../upstream/resources/groups.ts';
import { readAll } from '../../upstream/resources/read-all.ts';
import { updateFields } from '../account/update.ts';
import { cardNotFound, readCardId } from '../card/loaders.ts';
import { cardChange, cardPayload } from '../card/type.ts';
import { groups } from './loaders.ts';
import { type Group as GroupModel, groupFromWire } from './model.ts';
import { Group } from './type.ts';

const MAX_NAME = 100;
const MAX_COMMENT = 255;
const NAMES = { name: ['name'], comment: ['comment'] };

interface GroupChange {
  readonly group: GroupModel;
}

const payload = (name: string) =>
  builder.objectRef<GroupChange>(`${name}Payload`).implement({
    description: 'What was done.',
    fields: (t) => ({
      group: t.field({
        description: 'The group as it is now; null without the scope to read it.',
        type: Group,
        nullable: true,
        authScopes: DICTIONARY_READ,
        resolve: ({ group }) => group,
      }),
    }),
  });

const GroupCreateInput = builder.inputType('GroupCreateInput', {
  description: 'A new group of cards.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Its name; no other group may bear it.',
      limit: `1 to ${MAX_NAME} characters`,
    }),
    comment: t.string({ description: 'A note for the staff.', limit: `at most ${MAX_COMMENT} characters` }),
  }),
});

const GroupUpdateInput = builder.inputType('GroupUpdateInput', {
  description: 'What of a group to change. Omitted keeps.',
  fields: (t) => ({
    groupId: t.id({ required: true, description: 'Which group.' }),
    name: t.string({
      description: 'Its new name; null keeps the old one, since a group must have one.',
      limit: `1 to ${MAX_NAME} characters`,
    }),
    comment: t.string({ description: 'Its new note; null takes it away.', limit: `at most ${MAX_COMMENT} characters` }),
  }),
});

const listed = async ({ upstream }: GatewayContext) => (await readAll(upstream, listGroups)).map(groupFromWire);

/** Sends a change of groups; afterwards everybody reads them anew. `self` is the group that is changed. */
async function change(
  context: GatewayContext,
  body: AccountGroupInput,
  send: () => Promise<GroupModel>,
  readBack: () => Promise<GroupModel | null>,
  self?: number,
): Promise<GroupChange> {
  try {
    return { group: await write(send, readBack) };
  } catch (error) {
    if (isRefused(error, 404)) throw noGroup();
    if (await nameTaken(error, body.name, () => listed(context), self))
      throw new UserFault('NAME_TAKEN', { path: ['input', 'name'] });
    throw fieldFault(error, NAMES);
  } finally {
    groups.drop(context);
  }
}

const noGroup = () => new UserFault('GROUP_NOT_FOUND', { path: ['input', 'groupId'] });

const isDone = (group: GroupModel, { name, comment }: AccountGroupInput) =>
  (name === undefined || group.name === name) && (comment === undefined || (group.comment || null) === comment);

defineMutation('groupCreate', {
  description: 'Makes a new group of cards.',
  scopes: ['dictionary:write'],
  input: GroupCreateInput,
  payload: payload('GroupCreate'),
  errors: ['NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const name = readText(input.name, 'name', { min: 1, max: MAX_NAME });
    const body = given<AccountGroupInput>({ name, comment: readOptionalText(input.comment, 'comment', MAX_COMMENT) });
    const appeared = await newcomers(() => listed(context));
    return change(
      context,
      body,
      async () => groupFromWire(await insertGroup(context.upstream, body)),
      async () => (await appeared()).find((group) => isDone(group, body)) ?? null,
    );
  },
});

defineMutation('groupUpdate', {
  description: 'Changes the name or note of a group.',
  scopes: ['dictionary:write'],
  input: GroupUpdateInput,
  payload: payload('GroupUpdate'),
  errors: ['GROUP_NOT_FOUND', 'NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const id = readId(context, input.groupId, 'Group');
    if (id === null) throw noGroup();
    const name = input.name == null ? undefined : readText(input.name, 'name', { min: 1, max: MAX_NAME });
    const body = given<AccountGroupInput>({ name, comment: readOptionalText(input.comment, 'comment', MAX_COMMENT) });
    const stored = async () => {
      const row = await getGroup(context.upstream, id);
      return row && groupFromWire(row);
    };
    if (Object.keys(body).length === 0) {
      const group = await stored();
      if (!group) throw noGroup();
      return { group };
    }
    return change(
      context,
      body,
      async () => groupFromWire(await updateGroup(context.upstream, id, body)),
      async () => {
        const group = await stored();
        return group && isDone(group, body) ? group : null;
      },
      id,
    );
  },
});

const CardMoveToGroupInput = builder.inputType('CardMoveToGroupInput', {
  description: 'A card and the group it is to be in.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'Which card.' }),
    groupId: t.id({ required: true, description: 'Into which group.' }),
  }),
});

defineMutation('cardMoveToGroup', {
  description: 'Puts a card into another group.',
  scopes: ['card:write'],
  input: CardMoveToGroupInput,
  payload: cardPayload('CardMoveToGroup'),
  errors: ['CARD_NOT_FOUND', 'GROUP_NOT_FOUND', 'INVALID_FIELD'],
  run: async (context, { cardId, groupId }) => {
    const id = readCardId(context, cardId);
    const group = await groups.require(context, readId(context, groupId, 'Group'));
    if (!group) throw noGroup();
    const options = { view: cardChange, missing: cardNotFound(), names: { groupId: ['groupId'] } };
    return updateFields(context, id, { groupId: group.id }, options);
  },
});

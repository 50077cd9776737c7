import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { given } from '../../graph/input/text.ts';
import { withLock } from '../../graph/lock.ts';
import { defineMutation, type PayloadBuilder } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { type AccountUpdate, getAccount } from '../../upstream/resources/accounts.ts';
import { updateFields } from '../account/update.ts';
import { readTagIds, requireTags } from '../tag/loaders.ts';
import { type Guest as GuestModel, guestFromWire } from './model.ts';
import {
  ConsentsInput,
  checkRequired,
  PersonNameInput,
  PROFILE_NAMES,
  profileBody,
  profileFields,
  readPhones,
} from './profile-input.ts';
import { GUEST_FIELD } from './type.ts';

const GuestUpdateInput = builder.inputType('GuestUpdateInput', {
  description: 'Changes to a guest. An omitted field is kept, null clears it.',
  fields: (t) => ({
    guestId: t.id({ required: true, description: 'ID of the guest to change.' }),
    name: t.field({ description: 'Parts of the name; null clears all of them.', type: PersonNameInput }),
    phones: t.stringList({
      description:
        'All contact phones, in any common format; they replace the old ones. Phone identifiers of the card are not changed.',
      limit: 'at most 10',
    }),
    ...profileFields(t),
    consents: t.field({
      description:
        'Consents of the guest; null withdraws all of them. ProBonus stores all three at once, so omitted ones are read and sent along. A change made elsewhere at the same moment can be lost.',
      type: ConsentsInput,
    }),
    tagIds: t.idList({ description: 'IDs of all tags of the guest; they replace the old ones.', limit: 'at most 100' }),
  }),
});

const guestNotFound = () => new UserFault('GUEST_NOT_FOUND', { path: ['input', 'guestId'] });

type Consents = typeof ConsentsInput.$inferInput;

/** All three consents: a server may take an omitted one as withdrawn. */
async function mergedConsents(
  context: GatewayContext,
  id: number,
  consents: Consents | null | undefined,
): Promise<AccountUpdate['consents'] | undefined> {
  if (consents === undefined) return undefined;
  if (consents === null) return { personalData: false, privacyPolicy: false, adult: false };
  const said = Object.values(consents).filter((consent) => consent !== undefined).length;
  if (said === 0) return undefined;
  const row = said < 3 ? await getAccount(context.upstream, id) : undefined;
  if (row === null) throw guestNotFound();
  const stored = row && guestFromWire(row).consents;
  const merged = (name: keyof Consents): boolean =>
    (consents[name] === undefined ? stored?.[name] : consents[name]) ?? false;
  return { personalData: merged('personalData'), privacyPolicy: merged('privacyPolicy'), adult: merged('adult') };
}

defineMutation('guestUpdate', {
  description: 'Changes the profile of a guest.',
  scopes: ['guest:write'],
  input: GuestUpdateInput,
  payload: (t: PayloadBuilder<{ readonly guest: GuestModel }>) => ({ guest: t.field(GUEST_FIELD) }),
  errors: ['GUEST_NOT_FOUND', 'TAG_NOT_FOUND', 'REQUIRED_FIELD', 'INVALID_FIELD'],
  run: async (context, input) => {
    const id = readId(context, input.guestId, 'Guest');
    if (id === null) throw guestNotFound();
    const { phones, tagIds, consents, ...profile } = input;
    const plain = given<AccountUpdate>({
      ...profileBody(profile),
      phones: phones === undefined ? undefined : readPhones(phones ?? []),
    });
    const tags = tagIds === undefined ? undefined : readTagIds(context, tagIds ?? []);
    await checkRequired(context, { gender: input.gender === null, phones: plain.phones?.length === 0 });
    const known = given<AccountUpdate>({ ...plain, tagIds: tags && (await requireTags(context, tags)) });
    const send = async () => {
      const body = given<AccountUpdate>({ ...known, consents: await mergedConsents(context, id, consents) });
      return updateFields(context, id, body, {
        view: (row) => ({ guest: guestFromWire(row) }),
        missing: guestNotFound(),
        names: PROFILE_NAMES,
      });
    };
    // Omitted consents are read and sent back, so no other change may run in between.
    return consents === undefined ? send() : withLock(context, `consents ${id}`, 'accounts.update', send);
  },
});

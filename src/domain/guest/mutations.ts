import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { codedError } from '../../graph/errors.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { given } from '../../graph/input/text.ts';
import { withLock } from '../../graph/lock.ts';
import { defineMutation, type PayloadBuilder } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { readDate } from '../../graph/stored/date.ts';
import { type AccountUpdate, getAccount } from '../../upstream/resources/accounts.ts';
import { changeableId } from '../account/own.ts';
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

const isGuest = ({ principal }: GatewayContext) => principal?.kind === 'GUEST';

/** Guests themselves may only set a birthday while none is recorded. Throws FORBIDDEN. */
async function checkBirthday(context: GatewayContext, id: number, birthday: string | null | undefined): Promise<void> {
  if (birthday === undefined || !isGuest(context)) return;
  const row = await getAccount(context.upstream, id);
  const stored = row && readDate(context, guestFromWire(row).birthday);
  if (stored !== null && stored !== birthday)
    throw codedError('FORBIDDEN', 'A guest token can set a birthday only while none is recorded.', {
      reason: 'BIRTHDAY_RECORDED',
    });
}

defineMutation('guestUpdate', {
  description:
    'Changes the profile of a guest. A guest token can change its own guest, and set a birthday only while none is recorded. The gateway does not verify e-mail addresses: never identify a person by one.',
  scopes: ['guest:write'],
  guest: ['guestId', 'name', 'gender', 'birthday', 'email', 'consents'],
  input: GuestUpdateInput,
  payload: (t: PayloadBuilder<{ readonly guest: GuestModel }>) => ({ guest: t.field({ ...GUEST_FIELD, guest: true }) }),
  errors: ['GUEST_NOT_FOUND', 'TAG_NOT_FOUND', 'REQUIRED_FIELD', 'INVALID_FIELD'],
  run: async (context, input) => {
    const asked = readId(context, input.guestId, 'Guest');
    const { phones, tagIds, consents, ...profile } = input;
    const plain = given<AccountUpdate>({
      ...profileBody(profile),
      phones: phones === undefined ? undefined : readPhones(phones ?? []),
    });
    const tags = tagIds === undefined ? undefined : readTagIds(context, tagIds ?? []);
    const id = await changeableId(context, asked, guestNotFound);
    await checkRequired(context, { gender: input.gender === null, phones: plain.phones?.length === 0 });
    const changes = given<AccountUpdate>({ ...plain, tagIds: tags && (await requireTags(context, tags)) });
    const send = async () => {
      await checkBirthday(context, id, changes.birthday);
      const body = given<AccountUpdate>({ ...changes, consents: await mergedConsents(context, id, consents) });
      return updateFields(context, id, body, {
        view: (row) => ({ guest: guestFromWire(row) }),
        missing: guestNotFound(),
        names: PROFILE_NAMES,
      });
    };
    // What is read before it is sent must not change in between: omitted consents, and a guest's birthday.
    const isReadFirst = consents !== undefined || (isGuest(context) && changes.birthday !== undefined);
    return isReadFirst ? withLock(context, `profile ${id}`, 'accounts.update', send) : send();
  },
});

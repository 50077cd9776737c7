import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { withLock } from '../../graph/lock.ts';
import { fieldFault } from '../../graph/mutation/field-fault.ts';
import { defineMutation, type PayloadBuilder } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { isRefused, write } from '../../graph/mutation/write.ts';
import { defined } from '../../lib/defined.ts';
import { malformed } from '../../upstream/errors.ts';
import {
  type Account,
  type AccountInsert,
  accountByIdentifier,
  insertAccount,
} from '../../upstream/resources/accounts.ts';
import { hasPhone } from '../account/match.ts';
import { holdsAll } from '../account/update.ts';
import { groups } from '../group/loaders.ts';
import { identifierTaken, identifierTypes } from '../identifier/loaders.ts';
import { storedIdentifier } from '../identifier/model.ts';
import { knownTags } from '../tag/loaders.ts';
import { guestById, guestByPhoneNow } from './loaders.ts';
import { type Guest as GuestModel, guestFromWire } from './model.ts';
import { checkRequired } from './profile-input.ts';
import { type Asked, GuestRegisterInput, namesAfter, readInput } from './register-input.ts';
import { GUEST_FIELD } from './type.ts';

interface Registered {
  readonly guest: GuestModel;
  readonly alreadyExisted: boolean;
}

type NewIdentifiers = NonNullable<AccountInsert['identifiers']>;

/** The phone as an identifier of the first type of kind PHONE, where the server has one and it is not among the others; then those. */
async function newIdentifiers(context: GatewayContext, { phone, identifiers }: Asked): Promise<NewIdentifiers> {
  const others = await Promise.all(
    identifiers.map(async ({ typeId, value }, index) => {
      const type = await identifierTypes.require(context, typeId);
      if (!type)
        throw new UserFault('IDENTIFIER_TYPE_NOT_FOUND', { path: ['input', 'identifiers', String(index), 'typeId'] });
      return { typeId: type.id, value: storedIdentifier(type, value) };
    }),
  );
  if (new Set(others.map(({ value }) => value)).size < others.length)
    throw badInput('The values of identifiers must be different.', { reason: 'INVALID_IDENTIFIER' });
  const { all } = await identifierTypes.get(context);
  const type = all.find(({ kind }) => kind === 'PHONE');
  return !type || others.some(({ value }) => value === phone) ? others : [{ typeId: type.id, value: phone }, ...others];
}

async function insertBody(context: GatewayContext, asked: Asked): Promise<AccountInsert> {
  const group = await groups.require(context, asked.groupId);
  if (!group) throw new UserFault('GROUP_NOT_FOUND', { path: ['input', 'groupId'] });
  const { referrerId, tagIds } = asked;
  if (referrerId !== undefined && !(await guestById(context, referrerId)))
    throw new UserFault('GUEST_NOT_FOUND', { path: ['input', 'referrerId'] });
  return defined({
    ...asked.profile,
    groupId: group.id,
    phones: [asked.phone],
    identifiers: await newIdentifiers(context, asked),
    tagIds: tagIds ? await knownTags(context, tagIds) : undefined,
    referrerId: referrerId ?? undefined,
  });
}

/** Inserts the account; where the phone is known already, gives whoever `findHolder` finds to have it. */
async function insert(
  context: GatewayContext,
  phone: string,
  body: AccountInsert,
  added: number,
  findHolder: () => Promise<GuestModel | null>,
): Promise<Registered> {
  const { identifiers = [], ...fields } = body;
  // Read back after an unknown outcome it may be somebody who had the phone before.
  const readBack = async (): Promise<Registered | null> => {
    const guest = await findHolder();
    if (!guest) return null;
    return { guest, alreadyExisted: isOfOld(context, guest.account) || !holdsAll(guest.account, fields) };
  };
  const send = async (): Promise<Registered> => {
    const row = await insertAccount(context.upstream, body);
    if (!hasPhone(row, phone)) throw malformed('accounts.insert', 'OTHER_ROW');
    return { guest: guestFromWire(row), alreadyExisted: false };
  };
  try {
    return await write(send, readBack);
  } catch (error) {
    const guest = isRefused(error, 400) || isRefused(error, 409) ? await findHolder() : null;
    if (guest) return { guest, alreadyExisted: true };
    for (const [index, { value }] of identifiers.slice(added).entries()) {
      const path = ['input', 'identifiers', String(index), 'value'];
      const taken = await identifierTaken(context, error, value, path);
      if (taken) throw taken;
    }
    throw fieldFault(error, namesAfter(added));
  }
}

/** More than any two zones lie apart: who seems to be registered so long ago was so before. */
const SURELY_BEFORE_MS = 26 * 3_600_000;

function isOfOld({ tenant, clock }: GatewayContext, { registeredAt }: Account): boolean {
  const at = typeof registeredAt === 'string' ? tenant.zone.toInstant(registeredAt) : null;
  return at !== null && at < clock.now() - SURELY_BEFORE_MS;
}

defineMutation('guestRegister', {
  description:
    'Registers a guest and their card. If a guest with this phone exists, they are returned and nothing is changed. On a server without an identifier type of kind PHONE that is the guest who has it as a contact phone; several such guests are BAD_USER_INPUT with reason AMBIGUOUS.',
  scopes: ['guest:write'],
  input: GuestRegisterInput,
  payload: (t: PayloadBuilder<Registered>) => ({
    guest: t.field(GUEST_FIELD),
    alreadyExisted: t.exposeBoolean('alreadyExisted', {
      description: 'True if a guest with this phone already existed; nothing was changed then.',
    }),
  }),
  errors: [
    'GROUP_NOT_FOUND',
    'GUEST_NOT_FOUND',
    'TAG_NOT_FOUND',
    'IDENTIFIER_TYPE_NOT_FOUND',
    'IDENTIFIER_TAKEN',
    'REQUIRED_FIELD',
    'INVALID_FIELD',
  ],
  run: async (context, input): Promise<Registered> => {
    const asked = readInput(context, input);
    const { phone } = asked;
    const body = await insertBody(context, asked);
    await checkRequired(context, { gender: input.gender == null, phones: false });
    const { identifiers = [] } = body;
    const added = identifiers.length - asked.identifiers.length;
    if (identifiers.some(({ value }) => value === phone)) {
      // The server refuses an identifier that is taken, so nobody need be looked up before.
      return insert(context, phone, body, added, async () => {
        const row = await accountByIdentifier(context.upstream, { value: phone });
        return row && hasPhone(row, phone) ? guestFromWire(row) : null;
      });
    }
    // It would take a second guest with the same contact phone: look first, and let nobody come in between.
    return withLock(context, `register ${phone}`, 'accounts.insert', async () => {
      const guest = await guestByPhoneNow(context, phone);
      if (guest) return { guest, alreadyExisted: true };
      return insert(context, phone, body, added, () => guestByPhoneNow(context, phone));
    });
  },
});

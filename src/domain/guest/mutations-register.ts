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
import { personOf } from '../account/loaders.ts';
import { hasPhone } from '../account/match.ts';
import { holdsAll } from '../account/update.ts';
import { groups } from '../group/loaders.ts';
import { identifierTaken, identifierTypes } from '../identifier/loaders.ts';
import { storedIdentifier } from '../identifier/model.ts';
import { requireTags } from '../tag/loaders.ts';
import { guestById, guestByPhoneNow } from './loaders.ts';
import { type Guest as GuestModel, guestFromWire } from './model.ts';
import { checkRequired } from './profile-input.ts';
import { GuestRegisterInput, namesAfter, type Registration, readInput } from './register-input.ts';
import { GUEST_FIELD } from './type.ts';

interface Registered {
  readonly guest: GuestModel;
  readonly alreadyExisted: boolean;
}

type NewIdentifiers = NonNullable<AccountInsert['identifiers']>;

/** The identifiers to insert: the phone, with the first type of kind PHONE unless it is among the others, then the others. */
async function newIdentifiers(context: GatewayContext, { phone, identifiers }: Registration): Promise<NewIdentifiers> {
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

async function insertBody(context: GatewayContext, asked: Registration): Promise<AccountInsert> {
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
    tagIds: tagIds ? await requireTags(context, tagIds) : undefined,
    referrerId: referrerId ?? undefined,
  });
}

/** Inserts the account. If the phone is registered, returns the guest that `findHolder` finds. */
async function insert(
  context: GatewayContext,
  phone: string,
  body: AccountInsert,
  added: number,
  findHolder: () => Promise<GuestModel | null>,
): Promise<Registered> {
  const { identifiers = [], ...fields } = body;
  // Read back after an unknown outcome, the guest may have had the phone before.
  const readBack = async (): Promise<Registered | null> => {
    const guest = await findHolder();
    if (!guest) return null;
    return { guest, alreadyExisted: existedBefore(context, guest.account) || !holdsAll(guest.account, fields) };
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

/** More than any two time zones lie apart: a registration this old happened before the request. */
const SURELY_BEFORE_MS = 26 * 3_600_000;

function existedBefore({ tenant, clock }: GatewayContext, { registeredAt }: Account): boolean {
  const at = typeof registeredAt === 'string' ? tenant.zone.toInstant(registeredAt) : null;
  return at !== null && at < clock.now() - SURELY_BEFORE_MS;
}

async function register(context: GatewayContext, asked: Registration, noGender: boolean): Promise<Registered> {
  const { phone } = asked;
  const body = await insertBody(context, asked);
  await checkRequired(context, { gender: noGender, phones: false });
  const { identifiers = [] } = body;
  const added = identifiers.length - asked.identifiers.length;
  if (identifiers.some(({ value }) => value === phone)) {
    // The server rejects a taken identifier, so no lookup is needed before.
    return insert(context, phone, body, added, async () => {
      const row = await accountByIdentifier(context.upstream, { value: phone });
      return row && hasPhone(row, phone) ? guestFromWire(row) : null;
    });
  }
  // The server accepts two guests with one contact phone, so the lookup and the insert run under a lock.
  return withLock(context, `register ${phone}`, 'accounts.insert', async () => {
    const guest = await guestByPhoneNow(context, phone);
    if (guest) return { guest, alreadyExisted: true };
    return insert(context, phone, body, added, () => guestByPhoneNow(context, phone));
  });
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
    const people = [asked.phone, ...asked.identifiers.map(({ value }) => value)].map(personOf);
    for (const person of people) context.people.ask(person);
    const registered = await register(context, asked, input.gender == null);
    // Of a guest who existed only the phone is given.
    for (const person of registered.alreadyExisted ? people.slice(0, 1) : people)
      context.people.found(person, registered.guest.id);
    return registered;
  },
});

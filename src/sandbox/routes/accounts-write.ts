import type { components } from '../../contract/types.ts';
import { badRequest, notFound, unprocessable, type ValidationError } from '../http/api-error.ts';
import { nextId } from '../ledger/store.ts';
import { type Account, blankAccount, isLive } from '../model.ts';
import type { World } from '../world.ts';
import { accountOf, type Call, type Routes } from './route.ts';

type Insert = components['schemas']['AccountInsert'];
type Update = components['schemas']['AccountUpdate'];
type IdentifierInput = components['schemas']['IdentifierInput'];

export const accountWriteRoutes = {
  'accounts.insert': (call, world) => {
    const input = call.body as Insert;
    checkProfile(call, world, input, true);
    const wanted = input.identifiers ?? [];
    if (input.referrerId != null && !world.store.accounts.has(input.referrerId))
      throw badRequest('Приглашающий не найден');
    wanted.forEach((one, at) => {
      checkIdentifier(call, world, one);
      if (wanted.some((other, before) => before < at && other.value === one.value)) throw badRequest(TAKEN);
    });
    const account = blankAccount(nextId(world.store.accounts), input.groupId, call.local);
    const { identifiers: _, consents, ...profile } = input;
    Object.assign(account, profile);
    Object.assign(account.consents, consents);
    world.store.add(account);
    for (const { typeId, value } of wanted) world.store.addIdentifier(account, typeId, value);
    return account;
  },
  'accounts.update': (call, world) => {
    const account = accountOf(call, world);
    const input = call.body as Update;
    checkProfile(call, world, input, false, account);
    const { phones, email, consents, ...rest } = input;
    Object.assign(account, rest);
    Object.assign(account.consents, consents);
    if (phones !== undefined) world.store.setPhones(account, phones);
    if (email !== undefined) world.store.setEmail(account, email);
    account.updatedAt = call.local;
    return account;
  },
  'accounts.block': (call, world) => {
    const blockReason = (call.body.reason as string | undefined) ?? null;
    return Object.assign(accountOf(call, world), { isBlocked: true, blockReason, updatedAt: call.local });
  },
  'accounts.unblock': (call, world) =>
    Object.assign(accountOf(call, world), { isBlocked: false, blockReason: null, updatedAt: call.local }),
  'accounts.addIdentifier': (call, world) => {
    const account = accountOf(call, world);
    const input = call.body as IdentifierInput;
    checkIdentifier(call, world, input);
    account.updatedAt = call.local;
    return world.store.addIdentifier(account, input.typeId, input.value);
  },
  'accounts.removeIdentifier': (call, world) => {
    const account = accountOf(call, world);
    if (!world.store.removeIdentifier(account, Number(call.params.identifierId)))
      throw notFound('Идентификатор не найден');
    account.updatedAt = call.local;
    return { result: true };
  },
  'accounts.issueTemporaryIdentifier': (call, world) => {
    const account = accountOf(call, world);
    if (account.isBlocked) throw badRequest('Счёт заблокирован');
    const { temporaryIdentifierLength: length, temporaryIdentifierMinutes: minutes } = world.settings;
    const type = [...world.store.identifierTypes.values()].find((row) => row.name === 'Временный идентификатор');
    let value: string;
    do value = String(world.random.int(10 ** (length - 1), 10 ** length - 1));
    while (isTaken(call, world, value));
    const expiresAt = world.zone.toLocal(call.at + minutes * 60_000);
    world.store.addIdentifier(account, type?.id ?? 4, value, expiresAt);
    return { value, expiresAt, lifetimeMinutes: minutes };
  },
} satisfies Routes;

const TAKEN = 'Счёт с таким идентификатором уже существует';

function checkProfile(call: Call, world: World, input: Update, inserting: boolean, before?: Account): void {
  const { store, settings } = world;
  const errors: ValidationError[] = [];
  const missing = (name: string): void => {
    errors.push({ loc: ['body', name], msg: 'field required', type: 'value_error.missing', input: call.body });
  };
  if (settings.phoneRequired && (inserting ? !input.phones?.length : input.phones?.length === 0)) missing('phones');
  if (settings.genderRequired && (inserting ? !input.gender : input.gender === null)) missing('gender');
  input.phones?.forEach((phone, at) => {
    if (!/^\d{10,15}$/.test(phone))
      errors.push({
        loc: ['body', 'phones', at],
        msg: 'string does not match regex "^\\d{10,15}$"',
        type: 'value_error.str.regex',
        ctx: { pattern: '^\\d{10,15}$' },
        input: phone,
      });
  });
  if (errors.length > 0) throw unprocessable(errors);
  if (input.groupId !== undefined && !store.accountGroups.has(input.groupId))
    throw badRequest('Группа счетов не найдена');
  if (input.discountId != null && !store.discounts.has(input.discountId)) throw badRequest('Скидка не найдена');
  if (input.tagIds?.some((id) => !store.tags.has(id))) throw badRequest('Тег не найден');
  const from = input.validFrom === undefined ? before?.validFrom : input.validFrom;
  const to = input.validTo === undefined ? before?.validTo : input.validTo;
  if (from && to && from > to) throw badRequest('Дата начала действия позже даты окончания');
}

function checkIdentifier(call: Call, world: World, input: IdentifierInput): void {
  if (!world.store.identifierTypes.has(input.typeId)) throw badRequest('Тип идентификатора не найден');
  if (isTaken(call, world, input.value)) throw badRequest(TAKEN);
}

function isTaken(call: Call, { store }: World, value: string): boolean {
  return store.identifiersOf(value).some((row) => isLive(row, call.local));
}

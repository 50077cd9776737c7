import { contractDoc } from '../dialect/openapi.ts';
import { badRequest, invalidQuery, notFound } from '../http/api-error.ts';
import { notPermitted } from '../http/validate.ts';
import { compareOperations, type LedgerEntry } from '../ledger/ledger.ts';
import type { Account, MoveInput, Operation, OperationKind } from '../model.ts';
import type { World } from '../world.ts';
import { idList, integer, localBound, text } from './lists.ts';
import { accountOf, type Call, type Routes } from './route.ts';

export const operationRoutes = {
  'operations.list': (call, world) => {
    const rows = candidates(call, world);
    const isWanted = filterOf(call, world);
    const offset = Number(call.params.offset ?? 0);
    const limit = Number(call.params.limit ?? 100);
    const items: Operation[] = [];
    let total = 0;
    for (let at = rows.length - 1; at >= 0; at--) {
      const row = rows[at] as Operation;
      if (!isWanted(row)) continue;
      if (total >= offset && items.length < limit) items.push(row);
      total++;
    }
    return { items, total };
  },
  'operations.get': (call, world) => {
    const row = world.ledger.get(Number(call.params.id));
    if (!row) throw notFound('Операция не найдена');
    return row;
  },
  'operations.deposit': (call, world) => {
    const input = call.body as unknown as MoveInput;
    const account = activeAccountOf(call, world, input.accountId);
    checkDates(call, input);
    return world.ledger.book(account, entry(call, 'DEPOSIT', input.amount, input), call);
  },
  'operations.withdraw': (call, world) => {
    const input = call.body as unknown as MoveInput;
    const account = activeAccountOf(call, world, input.accountId);
    if (isBeyondCredit(account, input)) throw badRequest(BEYOND_CREDIT);
    return world.ledger.book(account, entry(call, 'WITHDRAW', -input.amount, input), call);
  },
  'operations.groupDeposit': (call, world) => {
    const input = call.body as unknown as MoveInput;
    checkDates(call, input);
    return forGroup(call, world, input.groupId, entry(call, 'DEPOSIT', input.amount, input), () => null);
  },
  'operations.groupWithdraw': (call, world) => {
    const input = call.body as unknown as MoveInput;
    return forGroup(call, world, input.groupId, entry(call, 'WITHDRAW', -input.amount, input), (account) =>
      isBeyondCredit(account, input) ? BEYOND_CREDIT : null,
    );
  },
} satisfies Routes;

const BLOCKED = 'Счёт заблокирован';
const BEYOND_CREDIT = 'Недостаточно средств';

const isBeyondCredit = ({ balance, creditLimit }: Account, { amount }: MoveInput): boolean =>
  amount > balance + creditLimit;

const entry = (call: Call, kind: OperationKind, amount: number, input: MoveInput): LedgerEntry => ({
  kind,
  amount,
  reason: input.reason,
  userLogin: call.user?.login ?? null,
  availableFrom: input.availableFrom ?? null,
  expiresAt: input.expiresAt ?? null,
});

function activeAccountOf(call: Call, world: World, id: number): Account {
  const account = accountOf(call, world, id);
  if (account.isBlocked) throw badRequest(BLOCKED);
  return account;
}

function checkDates(call: Call, input: MoveInput): void {
  if (input.expiresAt == null) return;
  if (input.expiresAt < (input.availableFrom ?? call.day) || input.expiresAt < call.day)
    throw badRequest('Дата сгорания раньше даты начисления');
}

/** One row per account, not atomic in the contract. The result names each skipped account and the reason. */
function forGroup(
  call: Call,
  world: World,
  groupId: number,
  booking: LedgerEntry,
  refusal: (account: Account) => string | null,
) {
  if (!world.store.accountGroups.has(groupId)) throw notFound('Группа счетов не найдена');
  const skipped: { accountId: number; detail: string }[] = [];
  let processed = 0;
  for (const account of world.store.inGroup(groupId)) {
    const detail = account.isBlocked ? BLOCKED : refusal(account);
    if (detail !== null) skipped.push({ accountId: account.id, detail });
    else {
      world.ledger.book(account, booking, call);
      processed++;
    }
  }
  return { processed, skipped, total: processed * booking.amount };
}

/** The fewest rows that an index can give, oldest first. */
function candidates(call: Call, { ledger }: World): readonly Operation[] {
  const accountId = integer(call.params.accountId);
  if (accountId !== undefined) return ledger.byAccount(accountId);
  const ids = idList(call, 'accountIds');
  if (!ids) return ledger.all();
  const rows = [...ids].flatMap((id) => ledger.byAccount(id));
  return rows.sort(compareOperations);
}

function filterOf(call: Call, { store, zone }: World): (row: Operation) => boolean {
  const ids = idList(call, 'accountIds');
  const groupId = integer(call.params.groupId);
  const restaurantId = integer(call.params.restaurantId);
  const search = text(call.params.search)?.toLowerCase();
  const kinds = kindsOf(call);
  const from = localBound(call, 'dateFrom', zone);
  const to = localBound(call, 'dateTo', zone);
  return (row) =>
    (ids === undefined || ids.has(row.accountId)) &&
    (groupId === undefined || store.accounts.get(row.accountId)?.groupId === groupId) &&
    (restaurantId === undefined || row.restaurantId === restaurantId) &&
    (kinds === undefined || kinds.has(row.kind)) &&
    (from === undefined || row.createdAt >= from) &&
    (to === undefined || row.createdAt < to) &&
    (search === undefined || (row.reason?.toLowerCase().includes(search) ?? false));
}

function kindsOf({ params }: Call): Set<string> | undefined {
  const given = text(params.kind);
  if (given === undefined) return undefined;
  const contractKinds = contractDoc().components.schemas.OperationKind?.enum ?? [];
  const kinds = given.split(',').map((part) => part.trim());
  if (kinds.every((kind) => contractKinds.includes(kind))) return new Set(kinds);
  const [msg, type, ctx] = notPermitted(contractKinds);
  throw invalidQuery('kind', given, { msg, type, ctx });
}

import { invalid, notFound, refused } from '../http/api-error.ts';
import { compareOperations } from '../ledger/ledger.ts';
import type { Account, MoveInput, Operation, OperationKind } from '../model.ts';
import { accountOf, type Call, type Routes, type World } from '../world.ts';
import { idList, integer, moment, text } from './lists.ts';

const KINDS: readonly OperationKind[] = [
  'DEPOSIT',
  'WITHDRAW',
  'EXPIRE',
  'POS_PAYMENT',
  'POS_BONUS',
  'POS_DISCOUNT',
  'POS_SPEND',
  'PROMO',
  'REFERRAL',
];

export const operationRoutes = {
  'operations.list': (call, world) => {
    const rows = source(call, world);
    const wanted = filterOf(call, world);
    const offset = Number(call.params.offset ?? 0);
    const limit = Number(call.params.limit ?? 100);
    const items: Operation[] = [];
    let total = 0;
    for (let at = rows.length - 1; at >= 0; at--) {
      const row = rows[at] as Operation;
      if (!wanted(row)) continue;
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
    const account = open(call, world, input.accountId);
    checkDates(call, input);
    return world.ledger.book(account, entry(call, 'DEPOSIT', input.amount, input), call);
  },
  'operations.withdraw': (call, world) => {
    const input = call.body as unknown as MoveInput;
    const account = open(call, world, input.accountId);
    if (input.amount > account.balance + account.creditLimit) throw refused('Недостаточно средств');
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
      input.amount > account.balance + account.creditLimit ? 'Недостаточно средств' : null,
    );
  },
} satisfies Routes;

const entry = (call: Call, kind: OperationKind, amount: number, input: MoveInput) => ({
  kind,
  amount,
  reason: input.reason,
  userLogin: call.user?.login ?? null,
  availableFrom: input.availableFrom ?? null,
  expiresAt: input.expiresAt ?? null,
});

function open(call: Call, world: World, id: number): Account {
  const account = accountOf(call, world, id);
  if (account.isBlocked) throw refused('Счёт заблокирован');
  return account;
}

function checkDates(call: Call, input: MoveInput): void {
  if (input.expiresAt == null) return;
  if (input.expiresAt < (input.availableFrom ?? call.day) || input.expiresAt < call.day)
    throw refused('Дата сгорания раньше даты начисления');
}

/** One row per account, not atomic in the contract; whom the group skips and why is told. */
function forGroup(
  call: Call,
  world: World,
  groupId: number,
  booking: ReturnType<typeof entry>,
  objection: (account: Account) => string | null,
) {
  if (!world.store.groups.has(groupId)) throw notFound('Группа счетов не найдена');
  const skipped: { accountId: number; detail: string }[] = [];
  let processed = 0;
  for (const account of world.store.inGroup(groupId)) {
    const detail = account.isBlocked ? 'Счёт заблокирован' : objection(account);
    if (detail !== null) skipped.push({ accountId: account.id, detail });
    else {
      world.ledger.book(account, booking, call);
      processed++;
    }
  }
  return { processed, skipped, total: processed * booking.amount };
}

/** Oldest first. */
function source(call: Call, { ledger }: World): readonly Operation[] {
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
  const toLocal = (given: string): string | null => {
    const instant = given.length > 10 && /(Z|[+-]\d{2}:?\d{2})$/.test(given) ? zone.toInstant(given) : undefined;
    if (instant === undefined) return given.length === 10 ? `${given}T00:00:00` : given.replace(' ', 'T');
    return instant === null ? null : zone.toLocal(instant);
  };
  const from = moment(call, 'dateFrom', toLocal);
  const to = moment(call, 'dateTo', toLocal);
  return (row) =>
    (ids === undefined || ids.has(row.accountId)) &&
    (groupId === undefined || store.accounts.get(row.accountId)?.groupId === groupId) &&
    (restaurantId === undefined || row.restaurantId === restaurantId) &&
    (kinds === undefined || kinds.has(row.kind)) &&
    (from === undefined || row.createdAt >= from) &&
    (to === undefined || row.createdAt < to) &&
    (search === undefined || (row.reason?.toLowerCase().includes(search) ?? false));
}

function kindsOf(call: Call): Set<OperationKind> | undefined {
  const given = text(call.params.kind);
  if (given === undefined) return undefined;
  const kinds = given.split(',').map((part) => part.trim() as OperationKind);
  if (kinds.some((kind) => !KINDS.includes(kind)))
    throw invalid([
      {
        loc: ['query', 'kind'],
        msg: `value is not a valid enumeration member; permitted: ${KINDS.map((kind) => `'${kind}'`).join(', ')}`,
        type: 'type_error.enum',
        ctx: { enum_values: KINDS },
        input: given,
      },
    ]);
  return new Set(kinds);
}

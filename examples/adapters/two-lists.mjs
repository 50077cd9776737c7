/**
 * A server that keeps accruals and write-offs in two lists, with amounts that bear no sign, writes times as
 * `01.03.2026 18:42:10`, and has no list of identifier types.
 *
 * @import { AdapterAnswer, AdapterCall, AdapterRequest, AdapterResult } from 'probonus-gateway/adapter'
 */

/** In the order in which `cards` of a row has them. */
const TYPES = [
  { id: 1, name: 'Карта', kind: 'CARD' },
  { id: 2, name: 'Телефон', kind: 'PHONE' },
];

/** `01.03.2026 18:42:10` → `2026-03-01T18:42:10` */
const moment = (text) => text.replace(/^(\d\d)\.(\d\d)\.(\d{4}) /, '$3-$2-$1T');
/** `2026-03-01T18:42:10` → `01.03.2026 18:42:10` */
const written = (text) => text?.replace(/^(\d{4})-(\d\d)-(\d\d)T/, '$3.$2.$1 ');

/** Each list counts its rows from 1, so that one has the even ids and the other the odd ones. */
const accrual = ({ id, card, sum, at, why, isVoid }) => ({
  id: id * 2,
  accountId: card,
  kind: 'DEPOSIT',
  amount: isVoid ? -sum : sum,
  reason: why,
  createdAt: moment(at),
});
const writeOff = ({ isVoid, ...row }) => ({
  ...accrual({ ...row, isVoid: !isVoid }),
  id: row.id * 2 + 1,
  kind: 'WITHDRAW',
});

/** Both lists from their beginning: only together they say which rows a page has. */
function pageOf({ offset = '0', limit = '100', accountId, dateFrom, dateTo }) {
  return { card: accountId, since: written(dateFrom), until: written(dateTo), count: Number(offset) + Number(limit) };
}

/**
 * @param {AdapterCall} call
 * @returns {AdapterRequest | undefined}
 */
export function request({ operation, path, query, body }) {
  switch (operation) {
    case 'operations.list':
      return { path: path.replace('operations/list', 'accruals'), query: pageOf(query) };
    case 'operations.deposit':
    case 'operations.withdraw': {
      const list = operation === 'operations.deposit' ? 'accruals' : 'writeoffs';
      const { accountId, amount, reason } = body;
      return { path: path.replace(/operations\/\w+$/, list), body: { card: accountId, sum: amount, why: reason } };
    }
    case 'identifierTypes.list':
      // The server has no such list. The gateway asks for something all the same: what costs least.
      return { path: path.replace('identifier_types/list', 'auth/info'), query: {} };
    default:
      return undefined;
  }
}

/**
 * @param {AdapterAnswer} came
 * @returns {Promise<AdapterResult | undefined>}
 */
export async function answer({ operation, call, status, json, get }) {
  if (status !== 200) return undefined;
  switch (operation) {
    case 'operations.list': {
      const { offset = '0', limit = '100' } = call.query;
      const query = Object.entries(pageOf(call.query)).filter(([, value]) => value !== undefined);
      const writeOffs = await get(`${call.path.replace('operations/list', 'writeoffs')}?${new URLSearchParams(query)}`);
      const rows = [...json.rows.map(accrual), ...writeOffs.rows.map(writeOff)];
      rows.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id);
      const from = Number(offset);
      return { json: { items: rows.slice(from, from + Number(limit)), total: json.count + writeOffs.count } };
    }
    case 'operations.deposit':
      return { json: accrual(json) };
    case 'operations.withdraw':
      return { json: writeOff(json) };
    case 'identifierTypes.list':
      return { json: TYPES };
    default:
      return undefined;
  }
}

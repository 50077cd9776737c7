import type { Scope } from '../../../src/config/scopes.ts';
import type { Given } from '../../kit/given.ts';

/** One mutation that is no value move, with an input that does something. */
export interface Change {
  readonly name: string;
  readonly scope: Scope;
  /** The one write that it sends. */
  readonly operation: string;
  readonly input: (house: Given) => Record<string, unknown>;
  /** Each id of the input, and what is told where there is no such thing. */
  readonly ids: Readonly<Record<string, string>>;
  /** Whether the server has done it. */
  readonly isDone: (house: Given) => Promise<boolean>;
}

const named = (field: string, name: string) => async (house: Given) => {
  const { data } = await house.ask(`{ ${field} { name } }`);
  return JSON.stringify(data).includes(`"${name}"`);
};

const cardId = { cardId: 'CARD_NOT_FOUND' };
const firstIdentifier = (house: Given) => house.account(113).identifiers[0]?.id ?? 0;

/** How many temporary identifiers there are that the seed did not make. */
const issued = (house: Given) => house.account(142).identifiers.filter(({ isTemporary }) => isTemporary).length;

export const EVERY: readonly Change[] = [
  {
    name: 'guestRegister',
    scope: 'guest:write',
    operation: 'accounts.insert',
    input: ({ id }) => ({ phone: '89005550011', groupId: id('Group', 1), referrerId: id('Guest', 142) }),
    ids: { groupId: 'GROUP_NOT_FOUND', referrerId: 'GUEST_NOT_FOUND' },
    isDone: async ({ sandbox }) => sandbox.accounts().some(({ phones }) => phones.includes('79005550011')),
  },
  {
    name: 'guestUpdate',
    scope: 'guest:write',
    operation: 'accounts.update',
    input: ({ id }) => ({ guestId: id('Guest', 142), note: 'Новая заметка' }),
    ids: { guestId: 'GUEST_NOT_FOUND' },
    isDone: async (house) => house.account(142).info === 'Новая заметка',
  },
  {
    name: 'cardUpdate',
    scope: 'card:write',
    operation: 'accounts.update',
    input: ({ id }) => ({ cardId: id('Card', 142), creditLimit: '10.00', messages: { screen: 'Привет' } }),
    ids: cardId,
    isDone: async (house) => house.account(142).creditLimit === 1000,
  },
  {
    name: 'cardSetDiscount',
    scope: 'card:write',
    operation: 'accounts.update',
    input: ({ id }) => ({ cardId: id('Card', 142), discountId: id('PosDiscount', 4) }),
    ids: { ...cardId, discountId: 'DISCOUNT_NOT_FOUND' },
    isDone: async (house) => house.account(142).discountId === 4,
  },
  {
    name: 'cardMoveToGroup',
    scope: 'card:write',
    operation: 'accounts.update',
    input: ({ id }) => ({ cardId: id('Card', 142), groupId: id('Group', 6) }),
    ids: { ...cardId, groupId: 'GROUP_NOT_FOUND' },
    isDone: async (house) => house.account(142).groupId === 6,
  },
  {
    name: 'cardBlock',
    scope: 'card:write',
    operation: 'accounts.block',
    input: ({ id }) => ({ cardId: id('Card', 107), reason: 'Проверка' }),
    ids: cardId,
    isDone: async (house) => house.account(107).blockReason === 'Проверка',
  },
  {
    name: 'cardUnblock',
    scope: 'card:write',
    operation: 'accounts.unblock',
    input: ({ id }) => ({ cardId: id('Card', 107) }),
    ids: cardId,
    isDone: async (house) => !house.account(107).isBlocked,
  },
  {
    name: 'groupCreate',
    scope: 'dictionary:write',
    operation: 'accountGroups.insert',
    input: () => ({ name: 'Соседи', comment: 'По подъезду' }),
    ids: {},
    isDone: named('groups', 'Соседи'),
  },
  {
    name: 'groupUpdate',
    scope: 'dictionary:write',
    operation: 'accountGroups.update',
    input: ({ id }) => ({ groupId: id('Group', 9), name: 'Столовая' }),
    ids: { groupId: 'GROUP_NOT_FOUND' },
    isDone: named('groups', 'Столовая'),
  },
  {
    name: 'identifierTypeCreate',
    scope: 'dictionary:write',
    operation: 'identifierTypes.insert',
    input: () => ({ name: 'Кольцо', kind: 'OTHER' }),
    ids: {},
    isDone: named('identifierTypes', 'Кольцо'),
  },
  {
    name: 'identifierTypeUpdate',
    scope: 'dictionary:write',
    operation: 'identifierTypes.update',
    input: ({ id }) => ({ identifierTypeId: id('IdentifierType', 5), name: 'Кольцо' }),
    ids: { identifierTypeId: 'IDENTIFIER_TYPE_NOT_FOUND' },
    isDone: named('identifierTypes', 'Кольцо'),
  },
  {
    name: 'ladderCreate',
    scope: 'dictionary:write',
    operation: 'discounts.insertCompound',
    input: ({ id }) => ({
      name: 'Летняя',
      accumulationPeriod: { unit: 'MONTH', value: 3 },
      levels: [{ name: 'Старт', threshold: '0', discountId: id('PosDiscount', 1), bonusTypeCode: 2 }],
    }),
    ids: { 'levels.0.discountId': 'DISCOUNT_NOT_FOUND' },
    isDone: named('discounts', 'Летняя'),
  },
  {
    name: 'ladderUpdate',
    scope: 'dictionary:write',
    operation: 'discounts.updateCompound',
    input: ({ id }) => ({
      ladderId: id('Ladder', 102),
      name: 'Зимняя',
      accumulationPeriod: null,
      levels: [
        { name: 'Старт', threshold: '0', discountId: id('PosDiscount', 1) },
        { name: 'Финиш', threshold: '100.50', discountId: id('PosDiscount', 2) },
      ],
    }),
    ids: { ladderId: 'LADDER_NOT_FOUND', 'levels.1.discountId': 'DISCOUNT_NOT_FOUND' },
    isDone: named('discounts', 'Зимняя'),
  },
  {
    name: 'identifierAdd',
    scope: 'card:write',
    operation: 'accounts.addIdentifier',
    input: ({ id }) => ({ cardId: id('Card', 142), typeId: id('IdentifierType', 1), value: '9223372036854770000' }),
    ids: { ...cardId, typeId: 'IDENTIFIER_TYPE_NOT_FOUND' },
    isDone: async (house) => house.account(142).identifiers.some(({ value }) => value === '9223372036854770000'),
  },
  {
    name: 'identifierRemove',
    scope: 'card:write',
    operation: 'accounts.removeIdentifier',
    input: (house) => ({ identifierId: house.id('Identifier', `113.${firstIdentifier(house)}`) }),
    ids: { identifierId: 'IDENTIFIER_NOT_FOUND' },
    isDone: async (house) => house.account(113).identifiers.length === 1,
  },
  {
    name: 'temporaryIdentifierIssue',
    scope: 'guest:write',
    operation: 'accounts.issueTemporaryIdentifier',
    input: ({ id }) => ({ cardId: id('Card', 142) }),
    ids: cardId,
    isDone: async (house) => issued(house) > 0,
  },
];

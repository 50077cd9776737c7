import { type RowModel, rowModel } from '../../upstream/codec/row-model.ts';

/** A group of cards («Группа счетов»). */
export type Group = RowModel<'Group', 'AccountGroup'>;
export const groupFromWire = rowModel('Group', 'AccountGroup');

import { type RowModel, rowModel } from '../../upstream/codec/row-model.ts';

/** A user of ProBonus itself. */
export type User = RowModel<'User'>;
export const userFromWire = rowModel('User');

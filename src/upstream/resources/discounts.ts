import type { components } from '../../contract/types.ts';
import { bodyCall, getCall, updateCall } from './row-call.ts';

/** A discount of the register (RK) or a ladder (COMPOUND). */
export type Discount = components['schemas']['Discount'];
export type CompoundInput = components['schemas']['CompoundInput'];

export const getDiscount = getCall('discounts.get');
/** REJECTED with status 400 when thresholds do not rise strictly from 0, or a code is not in the dictionary. */
export const insertCompound = bodyCall('discounts.insertCompound');
/** REJECTED with status 400 for a discount of the register: those are read-only. */
export const updateCompound = updateCall('discounts.updateCompound');

import type { components } from '../../contract/types.ts';
import { bodyCall, getCall, updateCall } from './row-call.ts';

export type AccountGroup = components['schemas']['AccountGroup'];
export type AccountGroupInput = components['schemas']['AccountGroupInput'];

export const getGroup = getCall('accountGroups.get');
/** REJECTED with status 400 when the name is taken. */
export const insertGroup = bodyCall('accountGroups.insert');
export const updateGroup = updateCall('accountGroups.update');

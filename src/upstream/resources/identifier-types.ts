import type { components } from '../../contract/types.ts';
import { bodyCall, getCall, updateCall } from './row-call.ts';

export type IdentifierType = components['schemas']['IdentifierType'];
export type IdentifierTypeInput = components['schemas']['IdentifierTypeInput'];

export const getIdentifierType = getCall('identifierTypes.get');
export const insertIdentifierType = bodyCall('identifierTypes.insert');
export const updateIdentifierType = updateCall('identifierTypes.update');

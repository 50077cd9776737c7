import type { components } from '../../contract/types.ts';
import { listCall } from './list-call.ts';

export type Tag = components['schemas']['Tag'];

export const listTags = listCall('tags.list');

import type { Upstream } from '../client.ts';
import type { components } from '../contract.ts';
import { listPage, type Page, type Window } from './page.ts';
import { readAll } from './read-all.ts';

export type Tag = components['schemas']['Tag'];

export function listTags(upstream: Upstream, query: Window): Promise<Page<Tag>> {
  return listPage(upstream, 'tags.list', { ...query });
}

/** All of them. */
export function readTags(upstream: Upstream): Promise<Tag[]> {
  return readAll(upstream, listTags);
}

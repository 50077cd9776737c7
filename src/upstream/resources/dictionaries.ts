import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { listPage, type Page, type Window } from './page.ts';

export type Restaurant = components['schemas']['Restaurant'];
export type Tag = components['schemas']['Tag'];
export type PublicSettings = components['schemas']['PublicSettings'];

export function listRestaurants(upstream: Upstream, query: Window): Promise<Page<Restaurant>> {
  return listPage(upstream, 'restaurants.list', { ...query });
}

export function listTags(upstream: Upstream, query: Window): Promise<Page<Tag>> {
  return listPage(upstream, 'tags.list', { ...query });
}

/** What the server demands of a questionnaire, when its day begins, how long temporary identifiers live. */
export function publicSettings({ client, context }: Upstream): Promise<PublicSettings> {
  return client.call('settings.public', {}, context);
}

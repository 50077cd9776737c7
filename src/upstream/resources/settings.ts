import type { Upstream } from '../client.ts';
import type { components } from '../contract.ts';

export type PublicSettings = components['schemas']['PublicSettings'];

/** What the server demands of a questionnaire, when its day begins, how long temporary identifiers live. */
export function publicSettings({ client, context }: Upstream): Promise<PublicSettings> {
  return client.call('settings.public', {}, context);
}

import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';

export type PublicSettings = components['schemas']['PublicSettings'];

/** Required questionnaire fields, start of the business day, and lifetime of temporary identifiers. */
export function publicSettings({ client, context }: Upstream): Promise<PublicSettings> {
  return client.call('settings.public', {}, context);
}

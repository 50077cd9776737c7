import type { GatewayContext } from '../../graph/context.ts';
import { defineDictionary } from '../../graph/dictionary/dictionary.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { type PublicSettings, publicSettings } from '../../upstream/resources/settings.ts';

// A dictionary of one row, so that it is cached like the others.
const settings = defineDictionary('settings', 'settings.public', async (upstream) => [
  { id: 1, row: await publicSettings(upstream) },
]);

/** The settings of the server. */
export function serverSettings(context: GatewayContext): PublicSettings | Promise<PublicSettings> {
  return settings.with(context, ({ all }) => all[0]?.row ?? {});
}

/** The local time at which a business day begins, `HH:MM`; null if the server does not report it. */
export async function dayChangeTime(context: GatewayContext): Promise<string | null> {
  try {
    const { dayChangeTime: stored } = await serverSettings(context);
    const match = typeof stored === 'string' ? /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(stored) : null;
    return match ? `${match[1]?.padStart(2, '0')}:${match[2]}` : null;
  } catch (error) {
    if (error instanceof UpstreamError && error.kind === 'UNSUPPORTED') return null;
    throw error;
  }
}

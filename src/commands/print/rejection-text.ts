import { placeInAdapter } from '../../upstream/adapter/load-adapter.ts';

/**
 * A rejection that nobody awaited, by its class and place: its message may quote a row. One in an adapter came too late for the
 * call that it belongs to, or its promise was forgotten.
 */
export function rejectionText(error: unknown, what = 'unhandled rejection'): string {
  if (!(error instanceof Error)) return `${what}: ${typeof error}`;
  const name = /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error';
  const place = placeInAdapter(error);
  if (place !== null) return `${what} in an adapter, whose promise nobody awaits: ${name} at ${place}`;
  const frames = String(error.stack)
    .split('\n')
    .filter((line) => /^ {4}at /.test(line));
  return [`${what}: ${name}`, ...frames].join('\n').slice(0, 2000);
}

import { parseDate } from '../../lib/local-time.ts';
import type { FieldLabel } from '../../upstream/codec/read-fields.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { nullable } from '../builder.ts';
import type { GatewayContext } from '../context.ts';
import { countDataIssue } from './data-issues.ts';

/**
 * A stored calendar day; a date-time is cut to its day. Throws MALFORMED for what is no day, or in another form: null would read
 * as none. Counted as a data issue.
 */
export function readDate(context: GatewayContext, stored: string | null, field?: string): string | null {
  if (!stored) return null;
  return readable(context, parseDate(/^[T ]/.test(stored.slice(10)) ? stored.slice(0, 10) : stored), field);
}

/** A stored local time as an instant with the tenant's offset. Throws as `readDate` does. */
function readDateTime(context: GatewayContext, stored: string | null, field?: string): string | null {
  if (!stored) return null;
  return readable(context, context.tenant.zone.format(stored), field);
}

function readable(context: GatewayContext, read: string | null, field: string | undefined): string {
  if (read !== null) return read;
  countDataIssue(context, 'unreadable_date');
  throw new UpstreamError({ kind: 'MALFORMED', sent: 'ANSWERED', ...(field ? { field } : { reason: 'NOT_A_DATE' }) });
}

/** Options of a nullable field that shows a stored day. */
export const dateField = <M>(description: string, storedIn: (model: M) => string | null) => ({
  ...nullable(description),
  type: 'Date' as const,
  resolve: (model: M, _args: object, context: GatewayContext) => readDate(context, storedIn(model)),
});

/** Options of a nullable field that shows a stored local time. */
export const dateTimeField = <M>(description: string, storedIn: (model: M) => string | null) => ({
  ...nullable(description),
  type: 'DateTime' as const,
  resolve: (model: M, _args: object, context: GatewayContext) => readDateTime(context, storedIn(model)),
});

/** For non-null fields: throws MALFORMED for an unreadable day. `field`: its name in the error, such as `Operation.createdAt`. */
export function requireDate(context: GatewayContext, stored: string, field: string): string {
  return required(readDate(context, stored, field), field);
}

export function requireDateTime(context: GatewayContext, stored: string, field: FieldLabel): string {
  return required(readDateTime(context, stored, field), field);
}

function required(read: string | null, field: string): string {
  if (read === null) throw new UpstreamError({ kind: 'MALFORMED', sent: 'ANSWERED', field });
  return read;
}

/** An instant of our clock, with the tenant's offset. */
export function formatInstant({ tenant }: GatewayContext, at: number): string {
  return tenant.zone.format(new Date(at).toISOString()) ?? new Date(at).toISOString();
}

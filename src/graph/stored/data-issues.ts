import type { GatewayContext } from '../context.ts';

/** A stored value that cannot be read as its type. */
export type DataIssue =
  | 'unreadable_date'
  | 'unreadable_phone'
  | 'unreadable_email'
  | 'unknown_enum'
  | 'unknown_reference';

/** Counts an issue per tenant, for operators; an issue never fails a response. */
export function countDataIssue({ tenant: { dataIssues } }: GatewayContext, issue: DataIssue): void {
  dataIssues.set(issue, (dataIssues.get(issue) ?? 0) + 1);
}

import type { GatewayContext } from '../context.ts';

/** What a server holds and we can only pass on as it is. */
export type Oddity = 'unreadable_date' | 'unreadable_phone' | 'unreadable_email' | 'unknown_enum' | 'unknown_reference';

/** Lenient reading is counted per tenant, so that an operator sees it; it never fails an answer. */
export function count(context: GatewayContext, oddity: Oddity): void {
  const { dataIssues } = context.tenant;
  dataIssues.set(oddity, (dataIssues.get(oddity) ?? 0) + 1);
}

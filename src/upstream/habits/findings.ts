import type { OperationId } from '../../contract/schemas.ts';
import type { UpstreamCounters } from '../counters.ts';

/**
 * What a server does otherwise than it is asked, as its answers show.
 *
 * | kind | the server | so that |
 * |---|---|---|
 * | ignored | does not apply a filter or an order | rows are dropped here, or the field fails |
 * | cut | applies only some of the values of a filter, or none | fewer values are sent at once |
 * | replaced | clears what an update does not send | updates send the whole row |
 * | changed | has changed what an update did not send | it may be somebody else's change, and is left |
 */
export type FindingKind = 'ignored' | 'cut' | 'replaced' | 'changed';

export interface Finding {
  readonly kind: FindingKind;
  readonly operation: OperationId;
  /** A parameter or property by the contract. */
  readonly name?: string | undefined;
}

export type ReportFinding = (finding: Finding) => void;

/** Counts findings under names such as `ignored accounts.list.ids`, and passes them on. No value is part of one. */
export function createFindings(counters: UpstreamCounters, pass: ReportFinding = () => undefined): ReportFinding {
  return (finding) => {
    const { kind, operation, name } = finding;
    counters.recordDataIssue(`${kind} ${operation}${name === undefined ? '' : `.${name}`}`);
    pass(finding);
  };
}

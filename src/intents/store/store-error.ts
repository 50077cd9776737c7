/**
 * FULL, READ_ONLY: the disk. UNREACHABLE: no database, or no answer from it in time. DAMAGED, FOREIGN: a file or database that
 * is not, or no longer, a log of ours. IN_USE: a file that another gateway owns. IO: another failure of reading or writing. CLOSED: the gateway is going down.
 */
export type IntentLogFault = 'FULL' | 'READ_ONLY' | 'UNREACHABLE' | 'DAMAGED' | 'FOREIGN' | 'IN_USE' | 'IO' | 'CLOSED';

/** The log cannot be written or read. Where a move fails with it, nothing was sent. */
export class IntentLogError extends Error {
  override readonly name = 'IntentLogError';
  readonly fault: IntentLogFault;

  constructor(fault: IntentLogFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/**
 * FULL, READ_ONLY: the disk. UNREACHABLE: no database, or no response from it in time. DAMAGED: the file or database is broken.
 * FOREIGN: it belongs to something else. IN_USE: another gateway owns the file. IO: any other failure to read or write.
 * CLOSED: the gateway shuts down. OLDER_COPY: the log lacks moves that were sent: it is an older copy, a new one, or was replaced.
 * VANISHED: its file is no longer at its path. NOT_INSTALLED: an optional package that it needs is not there.
 */
export type IntentStoreFault =
  | 'FULL'
  | 'READ_ONLY'
  | 'UNREACHABLE'
  | 'DAMAGED'
  | 'FOREIGN'
  | 'IN_USE'
  | 'IO'
  | 'CLOSED'
  | 'OLDER_COPY'
  | 'VANISHED'
  | 'NOT_INSTALLED';

/** The intent store cannot be written or read. A move that fails with it was not sent. */
export class IntentStoreError extends Error {
  override readonly name = 'IntentStoreError';
  readonly fault: IntentStoreFault;

  constructor(fault: IntentStoreFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

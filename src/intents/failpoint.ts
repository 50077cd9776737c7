/**
 * The steps of a move and of the reconciler between which a process may die. A harness waits at them, or ends the process there;
 * a gateway never names one.
 */
export type Failpoint =
  | 'before-begin'
  | 'after-begin'
  | 'after-send'
  | 'before-settle'
  | 'after-settle'
  | 'after-restore'
  | 'after-unknown'
  | 'before-look'
  | 'after-look'
  | 'after-verdict';

export type AtFailpoint = (point: Failpoint) => void | Promise<void>;

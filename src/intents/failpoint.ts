/**
 * Named steps of a move and of the reconciler at which a process may die. Only test harnesses name one: they wait there, or kill
 * the process.
 */
export type Failpoint =
  | 'before-begin'
  | 'after-begin'
  | 'after-send'
  | 'before-settle'
  | 'after-settle'
  | 'after-restore'
  | 'after-unknown'
  | 'before-lookup'
  | 'after-lookup'
  | 'after-decision';

export type AtFailpoint = (point: Failpoint) => void | Promise<void>;

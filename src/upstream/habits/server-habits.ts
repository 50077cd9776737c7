import type { Clock } from '../../lib/clock.ts';
import type { Dialect } from '../codec/dialect.ts';
import { FilterProofs } from './filter-proofs.ts';
import { ListTotals } from './list-totals.ts';
import { UpdateHabits } from './update-habits.ts';
import { ValueLists } from './value-lists.ts';

/** What the answers of one server have shown of it. Lives as long as its client. */
export interface ServerHabits {
  readonly totals: ListTotals;
  readonly valueLists: ValueLists;
  readonly updates: UpdateHabits;
  readonly filterProofs: FilterProofs;
  /** Filters that were seen to be understood, such as `operations.list.groupId`. */
  readonly appliedFilters: Set<string>;
  /** Filters that were seen to give rows of other values, or not to give those of theirs. */
  readonly misreadFilters: Set<string>;
  /** Kinds of operations that rows have shown, UNKNOWN among them. */
  readonly seenKinds: Set<string>;
}

export function createServerHabits(dialect: Dialect, clock: Clock): ServerHabits {
  return {
    totals: new ListTotals(),
    valueLists: new ValueLists(),
    updates: new UpdateHabits(dialect, clock),
    filterProofs: new FilterProofs(),
    appliedFilters: new Set(),
    misreadFilters: new Set(),
    seenKinds: new Set(),
  };
}

import type { Account } from '../model.ts';
import type { Store } from '../store.ts';
import type { Dated, History } from './history.ts';
import type { Variant, VariantData } from './variants.ts';

export interface SpecialContext {
  variant: Variant;
  data: VariantData;
  store: Store;
  history: History;
  nextCheck: () => number;
  /** The local time `minutes` from now. */
  minutesFromNow(minutes: number): string;
}

/** What must be true of one guest beyond the usual: `before` the row is stored, `identify` instead of card and phone, `live` instead of the usual history. */
export interface Special {
  before?(account: Account, context: SpecialContext): void;
  identify?(account: Account, context: SpecialContext): void;
  live?(account: Account, context: SpecialContext): Dated[];
}

import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';
import { ownRow } from './own-row.ts';
import { listPage, orNull, type Page, type Window } from './page.ts';

/** A discount of the register (RK) or a ladder (COMPOUND). */
export type Discount = components['schemas']['Discount'];
export type DiscountLevel = components['schemas']['DiscountLevel'];
export type CompoundInput = components['schemas']['CompoundInput'];

export interface DiscountQuery extends Window {
  readonly kind?: 'RK' | 'COMPOUND' | undefined;
  readonly search?: string | undefined;
}

export function listDiscounts(upstream: Upstream, query: DiscountQuery): Promise<Page<Discount>> {
  return listPage(upstream, 'discounts.list', { ...query });
}

/** Null when there is none. */
export function getDiscount({ client, context }: Upstream, id: number): Promise<Discount | null> {
  return orNull(ownRow('discounts.get', id, client.call('discounts.get', { path: { id } }, context)));
}

/** REJECTED with status 400 when thresholds do not rise strictly from 0, or a code is not in the dictionary. */
export function insertCompound({ client, context }: Upstream, body: CompoundInput): Promise<Discount> {
  return client.call('discounts.insertCompound', { body }, context);
}

/** REJECTED with status 400 for a discount of the register: those are read-only. */
export function updateCompound({ client, context }: Upstream, id: number, body: CompoundInput): Promise<Discount> {
  return ownRow(
    'discounts.updateCompound',
    id,
    client.call('discounts.updateCompound', { path: { id }, body }, context),
  );
}

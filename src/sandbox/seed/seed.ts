import { businessDateOf } from '../../lib/local-time.ts';
import type { World } from '../world.ts';
import { DEMO_GUEST, demoCase } from './demo-guest.ts';
import { edgeCases, type SeedContext } from './edge-cases.ts';
import { giveIdentifiers, makeGuest, makeSignUp } from './guests.ts';
import { createHistory, ordinaryHistory } from './history.ts';
import { createRandom } from './random.ts';
import { type Variant, variants } from './variants.ts';

export interface SeedOptions {
  variant: Variant;
  seed: number;
  size: 'full' | 'small';
  /** The instant at which the seeded past ends. */
  epoch: number;
}

const SIZES = { full: { guests: 320, signUps: 3000 }, small: { guests: 30, signUps: 5 } } as const;

/** Fills an empty world: the same options give the same bytes. */
export function seedWorld(world: World, { variant, seed, size, epoch }: SeedOptions): void {
  const data = variants[variant];
  const { store, ledger, zone, settings } = world;
  const random = createRandom(seed * 2 + (variant === 'saturn' ? 0 : 1));
  const now = zone.toLocal(epoch);
  const day = businessDateOf(now, settings.dayChangeTime);
  const start = Math.min(epoch, zone.toInstant(`${day}T${settings.dayChangeTime}:00`) ?? epoch);
  const history = createHistory(ledger, { day, start, instant: epoch }, settings.dayChangeTime, zone.toLocal);
  let checkNo = 184_000;
  const nextCheck = (): number => {
    checkNo += random.int(1, 40);
    return checkNo;
  };
  const context: SeedContext = {
    variant,
    data,
    store,
    history,
    nextCheck,
    minutesFromNow: (minutes) => zone.toLocal(epoch + minutes * 60_000),
  };

  const counts = { restaurants: data.restaurants.length, welcome: data.welcome, nextCheck };
  const { guests, signUps } = SIZES[size];
  for (let at = 1; at <= Math.max(guests, DEMO_GUEST); at++) {
    if (at > guests && at !== DEMO_GUEST) continue;
    const { account, registeredAgo } = makeGuest(at, data, history, random);
    const edgeCase = { ...edgeCases[at], ...demoCase(at, variant) };
    edgeCase.adjust?.(account, context);
    store.add(account);
    if (edgeCase.identify) edgeCase.identify(account, context);
    else giveIdentifiers(at, account, store);
    const entries =
      edgeCase.entries?.(account, context) ?? ordinaryHistory(account, history, random, counts, registeredAgo);
    history.write(account, entries);
  }

  // One group deposit: thousands of rows in the same second.
  const signedUpAt = history.at(9, 11, 0, 0);
  const grantedAt = history.at(6, 12, 30, 0);
  for (let at = 0; at < signUps; at++) {
    const account = makeSignUp(at, store, data, signedUpAt.local);
    if (account.isBlocked) continue;
    const entry = {
      kind: 'DEPOSIT' as const,
      amount: data.welcome * 100,
      reason: 'Приветственные бонусы',
      userLogin: 'marketing',
      expiresAt: history.day(174),
    };
    history.write(account, [{ at: grantedAt, entry }]);
  }
  ledger.finishSeeding(day);
}

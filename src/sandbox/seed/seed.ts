import { businessDateOf } from '../../lib/local-time.ts';
import { createRandom } from '../random.ts';
import type { World } from '../world.ts';
import { DEMO_GUEST, demoSpecial } from './demo.ts';
import { seedDictionaries } from './dictionaries.ts';
import { giveIdentifiers, makeGuest, makeLightGuest } from './guests.ts';
import { createHistory, ordinaryHistory } from './history.ts';
import { specials } from './special.ts';
import type { SpecialContext } from './special-kind.ts';
import { type Variant, variants } from './variants.ts';

export interface SeedOptions {
  variant: Variant;
  seed: number;
  size: 'full' | 'small';
  /** The instant that the seeded past ends at. */
  epoch: number;
}

const SIZES = { full: { rich: 320, light: 3000 }, small: { rich: 30, light: 5 } } as const;

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
  const context: SpecialContext = {
    variant,
    data,
    store,
    history,
    nextCheck,
    minutesFromNow: (minutes) => zone.toLocal(epoch + minutes * 60_000),
  };

  seedDictionaries(store, data);
  const counts = { restaurants: data.restaurants.length, welcome: data.welcome, nextCheck };
  const { rich, light } = SIZES[size];
  for (let at = 1; at <= Math.max(rich, DEMO_GUEST); at++) {
    if (at > rich && at !== DEMO_GUEST) continue;
    const { account, registeredAgo } = makeGuest(at, data, history, random);
    const special = { ...specials[at], ...demoSpecial(at, variant) };
    special.before?.(account, context);
    store.add(account);
    if (special.identify) special.identify(account, context);
    else giveIdentifiers(at, account, store);
    const entries =
      special.live?.(account, context) ?? ordinaryHistory(account, history, random, counts, registeredAgo);
    history.write(account, entries);
  }

  // One group deposit: thousands of rows in the same second.
  const signedUp = history.at(9, 11, 0, 0);
  const granted = history.at(6, 12, 30, 0);
  for (let at = 0; at < light; at++) {
    const account = makeLightGuest(at, store, data, signedUp.local);
    if (account.isBlocked) continue;
    const entry = {
      kind: 'DEPOSIT' as const,
      amount: data.welcome * 100,
      reason: 'Приветственные бонусы',
      userLogin: 'marketing',
      expiresAt: history.day(174),
    };
    history.write(account, [{ at: granted, entry }]);
  }
  ledger.finish(day);
}

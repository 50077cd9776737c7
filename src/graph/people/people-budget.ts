import type { Clock } from '../../lib/clock.ts';
import { type Principal, principalKey } from '../../tenants/principal.ts';
import { codedError } from '../errors.ts';
import { AskedPeople, type Person } from './asked-people.ts';

/** Different people that one document may ask for. */
const PER_DOCUMENT = 100;
const HOUR_MS = 3_600_000;
const DEFAULT_PER_HOUR = 5000;
/** Share of the hour's budget at which the operator is warned, and the share below which a warning may come again. */
const WARN_SHARE = 0.8;
const CALM_SHARE = 0.6;
/** Principals that are counted at once: keys are few, and each user of the server's staff is one. */
const MAX_PRINCIPALS = 1000;

/** The guests and cards that one request asks for. Ids and phones can be guessed, so that who cannot list guests must not ask for all of them. */
export interface People {
  /** Counts somebody who is asked for. Throws QUERY_TOO_COMPLEX for too many in a document, RATE_LIMITED in an hour. */
  ask(person: Person): void;
  /** Tells whose a value is that was asked for. */
  found(value: string, account: number): void;
  /** Counts the accounts of a value move as far as there is room, and refuses none of them in this document. */
  grant(accounts: readonly number[]): void;
  /** Throws QUERY_TOO_COMPLEX when the document has asked for too many, so that none of these people is read. */
  check(people?: readonly Person[]): void;
}

/** For who may list guests, and for a guest, who can reach nobody else. */
const UNCOUNTED: People = { ask() {}, found() {}, grant() {}, check() {} };

export interface PeopleBudgets {
  of(principal: Principal | null): People;
  /** Who has asked for anybody within the hour, for operators. */
  status(): { tenant: string; principal: string; asked: number; limit: number; warnings: number; refused: number }[];
}

interface Hour {
  principal: Principal;
  readonly people: AskedPeople;
  isWarned: boolean;
  warnings: number;
  refused: number;
}

const UNWARNED = { isWarned: false, warnings: 0, refused: 0 };

export interface PeopleLog {
  warn(details: object, message: string): void;
}

/** The rows of a list, or one failure of the whole list where the document has asked for too many. */
export function readTogether<T>(people: People, rows: readonly Promise<T>[]): Promise<T>[] {
  try {
    people.check();
    return [...rows];
  } catch (error) {
    for (const row of rows) row.catch(() => {});
    throw error;
  }
}

/** Budgets of all principals of this gateway, in memory: other gateways and a restart know nothing of them. */
export function createPeopleBudgets({ clock, logger }: { clock: Clock; logger?: PeopleLog }): PeopleBudgets {
  const hours = new Map<string, Hour>();

  const hourOf = (principal: Principal): Hour => {
    const key = principalKey(principal);
    const cached = hours.get(key);
    const hour = cached ?? { principal, people: new AskedPeople({ windowMs: HOUR_MS }), ...UNWARNED };
    hour.principal = principal;
    hours.delete(key);
    hours.set(key, hour);
    const [oldest] = hours.keys();
    if (hours.size > MAX_PRINCIPALS && oldest !== undefined) hours.delete(oldest);
    return hour;
  };

  const warn = (hour: Hour, principal: Principal): void => {
    const limit = limitOf(principal);
    const people = hour.people.size(clock.now());
    if (people < limit * CALM_SHARE) hour.isWarned = false;
    if (hour.isWarned || people < limit * WARN_SHARE) return;
    hour.isWarned = true;
    hour.warnings += 1;
    logger?.warn({ tenant: principal.tenant, principal: principal.id, people, limit }, 'many people asked for');
  };

  return {
    of(principal) {
      if (principal === null || principal.kind === 'GUEST' || principal.scopes.has('guest:list')) return UNCOUNTED;
      return documentPeople({ clock, principal, hour: () => hourOf(principal), warn });
    },
    status: () =>
      [...hours.values()].map(({ principal, people, warnings, refused }) => ({
        tenant: principal.tenant,
        principal: principal.id,
        asked: people.size(clock.now()),
        limit: limitOf(principal),
        warnings,
        refused,
      })),
  };
}

function limitOf({ guestsPerHour = DEFAULT_PER_HOUR }: Principal): number {
  return guestsPerHour;
}

function documentPeople(options: {
  clock: Clock;
  principal: Principal;
  hour: () => Hour;
  warn: (hour: Hour, principal: Principal) => void;
}): People {
  const { clock, principal, warn } = options;
  const limit = limitOf(principal);
  let document: AskedPeople | undefined;
  let hour: Hour | undefined;
  let isExceeded = false;
  const granted = new Set<Person>();
  const inDocument = () => (document ??= new AskedPeople({ windowMs: Number.POSITIVE_INFINITY }));
  const inHour = () => (hour ??= options.hour());

  return {
    ask(person) {
      if (granted.has(person)) return;
      const now = clock.now();
      if (!inDocument().add(person, PER_DOCUMENT, now)) {
        isExceeded = true;
        throw tooManyInDocument();
      }
      const { people } = inHour();
      if (!people.add(person, limit, now)) {
        inHour().refused += 1;
        throw tooManyInHour(limit, people.renewedAfter(now));
      }
      warn(inHour(), principal);
    },
    found(value, account) {
      // An id that cannot be read fails where it is used.
      if (!Number.isSafeInteger(account)) return;
      const now = clock.now();
      inDocument().found(value, account, PER_DOCUMENT, now);
      inHour().people.found(value, account, limit, now);
    },
    grant(accounts) {
      for (const account of accounts) {
        granted.add(account);
        inHour().people.add(account, limit, clock.now());
      }
      warn(inHour(), principal);
    },
    check(people) {
      if (isExceeded && !people?.every((person) => granted.has(person))) throw tooManyInDocument();
    },
  };
}

function tooManyInDocument() {
  return codedError(
    'QUERY_TOO_COMPLEX',
    `Without the scope guest:list, a document can ask for at most ${PER_DOCUMENT} different guests and cards.`,
    { reason: 'PEOPLE', limit: PER_DOCUMENT },
  );
}

function tooManyInHour(limit: number, renewedAfterMs: number) {
  return codedError(
    'RATE_LIMITED',
    `Without the scope guest:list, this credential can ask for at most ${limit} different guests and cards in an hour.`,
    { reason: 'PEOPLE', limit, retryAfter: Math.max(1, Math.ceil(renewedAfterMs / 1000)) },
  );
}

/** Who is asked for: an account by its number, or by a value such as a phone, an e-mail address or another identifier. */
export type Person = number | string;

/**
 * Different people within a sliding window of time; the same person again is free. A value counts as one person of its own
 * until `found` gives its account. Bounded by the limit, as are the values that have an account.
 */
export class AskedPeople {
  readonly #windowMs: number;
  /** When each was last asked for, the longest ago first. */
  readonly #people = new Map<Person, number>();
  readonly #accounts = new Map<string, number>();

  constructor({ windowMs }: { windowMs: number }) {
    this.#windowMs = windowMs;
  }

  /** False, and nothing changes, for somebody new when there are `limit` people. */
  add(person: Person, limit: number, now: number): boolean {
    this.#expire(now);
    const counted = this.#counted(person);
    if (!this.#people.delete(counted) && this.#people.size >= limit) return false;
    this.#people.set(counted, now);
    return true;
  }

  /** Counts the account in the place of the value behind which it was found. */
  found(value: string, account: number, limit: number, now: number): void {
    const counted = this.#counted(value);
    this.#accounts.delete(value);
    this.#accounts.set(value, account);
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > limit && oldest !== undefined) this.#accounts.delete(oldest);
    if (counted !== account && counted === value) this.#people.delete(value);
    this.add(account, limit, now);
  }

  size(now: number): number {
    this.#expire(now);
    return this.#people.size;
  }

  /** Time until one of them is forgotten; 0 without any. */
  renewedAfter(now: number): number {
    const [first] = this.#people.values();
    return first === undefined ? 0 : Math.max(0, first + this.#windowMs - now);
  }

  #counted(person: Person): Person {
    if (typeof person === 'number') return person;
    const account = this.#accounts.get(person);
    return account !== undefined && this.#people.has(account) ? account : person;
  }

  #expire(now: number): void {
    for (const [person, at] of this.#people) {
      if (at + this.#windowMs > now) return;
      this.#people.delete(person);
    }
  }
}

import type { Clock } from '../../lib/clock.ts';
import { KeyedLock } from '../../lib/concurrency/keyed-lock.ts';
import type { Dialect } from '../codec/dialect.ts';
import { type RawProperties, rawProperties } from '../codec/rows/raw-row.ts';

/** What an update sends, and what updates of the same row have sent meanwhile. */
interface Running {
  readonly body: object;
  readonly others: Set<object>;
}

/** What the updates of one server have shown to do with what they do not send. */
export class UpdateHabits {
  /** Updates of the whole row follow one another, in this process. */
  readonly locks: KeyedLock;
  readonly #running = new Map<string, Set<Running>>();
  readonly #dialect: Dialect;
  #mode: Dialect['update'];
  #properties: { readonly update: RawProperties; readonly account: RawProperties } | undefined;
  readonly #kept = new Set<string>();
  readonly #cleared = new Set<string>();

  constructor(dialect: Dialect, clock: Clock) {
    this.#dialect = dialect;
    this.#mode = dialect.update;
    this.locks = new KeyedLock(clock);
  }

  get mode(): Dialect['update'] {
    return this.#mode;
  }

  /** Properties that the contract does not know and an update has cleared: they are sent along. In the server's names. */
  get cleared(): ReadonlySet<string> {
    return this.#cleared;
  }

  /** Of an update and of the row. */
  get properties() {
    this.#properties ??= {
      update: rawProperties(this.#dialect, 'AccountUpdate'),
      account: rawProperties(this.#dialect, 'Account'),
    };
    return this.#properties;
  }

  /** Whether anything was seen to stay where it was not sent. */
  get hasKept(): boolean {
    return this.#kept.size > 0;
  }

  /** Runs an update of a row. `others`: bodies of the updates of this process that run at the same time, or have meanwhile. */
  async run<T>(row: string, body: object, update: (others: ReadonlySet<object>) => Promise<T>): Promise<T> {
    const beside = this.#running.get(row) ?? new Set();
    this.#running.set(row, beside);
    const own: Running = { body, others: new Set([...beside].map((other) => other.body)) };
    for (const other of beside) other.others.add(body);
    beside.add(own);
    try {
      return await update(own.others);
    } finally {
      beside.delete(own);
      if (beside.size === 0) this.#running.delete(row);
    }
  }

  /** The server clears what is not sent. */
  replaces(unknown: readonly string[]): void {
    this.#mode = 'whole';
    for (const name of unknown) this.#cleared.add(name);
  }

  /** Whether a property was seen to stay where it was not sent: a change of it is somebody else's. */
  keeps(name: string): boolean {
    return this.#kept.has(name);
  }

  keep(names: readonly string[]): void {
    for (const name of names) this.#kept.add(name);
  }
}

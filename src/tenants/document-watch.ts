import type { TenantConfig } from '../config/gateway-config.ts';
import { readDocumentHash } from '../doctor/drift/read-document-hash.ts';
import type { Clock } from '../lib/clock.ts';
import type { Troubles } from './trouble/troubles.ts';

/** Whether the document of a server still says of its operations what it said when doctor examined it. */
export interface DocumentWatch {
  /** Called as the tenant is used: asks for a comparison if the last one is a day ago. Never throws or waits. */
  used(): void;
  /** Null before the first answer, and without `dialect.checked`. */
  hasChanged(): boolean | null;
}

type Watched = Pick<TenantConfig, 'slug' | 'baseUrl' | 'credentials' | 'dialect' | 'upstream'>;

const DAY_MS = 86_400_000;
/** A document that could not be read says nothing, and is asked for sooner. */
const AGAIN_MS = 3_600_000;
/** Documents that are read at once, so that a start with a thousand tenants is no storm. */
const AT_ONCE = 4;

export interface DocumentWatchOptions {
  readonly clock: Clock;
  readonly troubles: Troubles;
}

/**
 * The watches of the tenants of one process. Compares at the start and once a day while a tenant is used, few at once and beside
 * everything else. A server without a document fails nothing. A reload keeps what is known of a server that stays.
 */
export class DocumentWatches {
  readonly #clock: Clock;
  readonly #troubles: Troubles;
  #watches = new Map<string, DocumentWatch>();
  #credentials = new Map<string, Watched['credentials']>();
  #isStarted = false;
  #running = 0;
  readonly #waiting: (() => Promise<void>)[] = [];

  constructor({ clock, troubles }: DocumentWatchOptions) {
    this.#troubles = troubles;
    this.#clock = clock;
  }

  /** These tenants, each with its watch; all others end. */
  of<T extends Watched>(tenants: readonly T[]): (readonly [T, DocumentWatch])[] {
    const before = this.#watches;
    this.#watches = new Map();
    this.#credentials = new Map(tenants.map(({ slug, credentials }) => [slug, credentials]));
    const watched = tenants.map((tenant) => {
      const { slug, baseUrl, dialect, upstream } = tenant;
      const key = JSON.stringify([slug, baseUrl, dialect, upstream]);
      const watch = before.get(key) ?? this.#create(tenant, key);
      this.#watches.set(key, watch);
      return [tenant, watch] as const;
    });
    if (this.#isStarted) this.start();
    return watched;
  }

  /** Compares the documents of all tenants, and from now on those of tenants in use. */
  start(): void {
    this.#isStarted = true;
    for (const watch of this.#watches.values()) watch.used();
  }

  /** Begins no further comparison. */
  stop(): void {
    this.#isStarted = false;
    this.#waiting.length = 0;
  }

  #create({ slug, baseUrl, credentials: first, dialect, upstream }: Watched, key: string): DocumentWatch {
    // Made here: among the variables of its caller are the watches before, and theirs, without end.
    const isInForce = () => this.#watches.has(key);
    const { document: expected = null, openapi } = dialect.checked ?? {};
    // What an earlier configuration had found is not said of this one.
    this.#troubles.of(slug).set('SERVER_CHANGED', false);
    let next = Number.NEGATIVE_INFINITY;
    let changed: boolean | null = null;
    const compare = async (): Promise<void> => {
      if (!isInForce()) return;
      // A reload may change them, and keeps the watch.
      const credentials = this.#credentials.get(slug) ?? first;
      const options = { baseUrl, credentials, dialect, openapi, limits: upstream, clock: this.#clock };
      const found = await readDocumentHash(options).catch(() => null);
      next = this.#clock.now() + (found === null ? AGAIN_MS : DAY_MS);
      if (found === null) return;
      changed = found !== expected;
      if (!isInForce()) return;
      this.#troubles.of(slug).set('SERVER_CHANGED', changed, { document: found });
    };
    return {
      used: () => {
        if (!this.#isStarted || expected === null || this.#clock.now() < next) return;
        next = Number.POSITIVE_INFINITY;
        this.#waiting.push(compare);
        this.#runNext();
      },
      hasChanged: () => changed,
    };
  }

  #runNext(): void {
    if (this.#running >= AT_ONCE) return;
    const compare = this.#waiting.shift();
    if (!compare) return;
    this.#running += 1;
    void compare().then(() => {
      this.#running -= 1;
      this.#runNext();
    });
  }
}

import type { TenantConfig } from '../config/gateway-config.ts';
import { readDocumentHash } from '../doctor/drift/read-document-hash.ts';
import type { Clock } from '../lib/clock.ts';
import type { WarningLogger } from './exceeded-limits-log.ts';

/** Whether the document of a server still says of its operations what it said when doctor examined it. */
export interface DocumentWatch {
  /** Called as the tenant is used: begins a comparison if the last one is a day ago. Never throws or waits. */
  used(): void;
  /** Null before the first answer, and without `dialect.checked`. */
  hasChanged(): boolean | null;
}

const DAY_MS = 86_400_000;

export interface DocumentWatchOptions {
  readonly config: Pick<TenantConfig, 'slug' | 'baseUrl' | 'dialect' | 'upstream'>;
  readonly clock: Clock;
  readonly log: WarningLogger | undefined;
}

/** Compares at the first use after start and once a day while the tenant is used. A server without a document fails nothing. */
export function createDocumentWatch({ config, clock, log }: DocumentWatchOptions): DocumentWatch {
  const { slug, baseUrl, dialect, upstream } = config;
  const expected = dialect.checked?.document ?? null;
  let next = Number.NEGATIVE_INFINITY;
  let changed: boolean | null = null;
  const compare = async (): Promise<void> => {
    const found = await readDocumentHash({ baseUrl, dialect, limits: upstream, clock });
    if (found === null) return;
    changed = found !== expected;
    if (!changed) return;
    const text =
      "the server's document says something else of operations in use than when doctor examined it: run doctor";
    log?.warn({ tenant: slug, finding: 'SERVER_CHANGED' }, text);
  };
  return {
    used() {
      const now = clock.now();
      if (expected === null || now < next) return;
      next = now + DAY_MS;
      compare().catch(() => undefined);
    },
    hasChanged: () => changed,
  };
}

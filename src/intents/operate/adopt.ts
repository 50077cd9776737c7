import type { Tenant } from '../../tenants/registry.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { Intent } from '../intent.ts';
import { RETENTION_MS } from '../intent.ts';
import { identify, isNewFor, type LogIdentity } from '../log/identity.ts';
import { orphanIntents } from '../log/orphans.ts';
import { findUnknownRows } from '../log/unknown-rows.ts';
import { newTag } from '../marker.ts';
import { walkMarked } from '../read-back/history.ts';
import type { OperatorOptions } from './operator-options.ts';
import { OperatorError, type OperatorRequest } from './request.ts';

const MAX_PAGES = 2000;
const READ_MS = 10 * 60_000;

/**
 * Takes an older copy of the log, or a new one, for the log from now on. Operations on the servers that it does not know become rows
 * with the alarm ORPHAN; a later move equal to one of them is STUCK until a person settles it.
 */
export async function adopt(
  options: OperatorOptions,
  { by, because }: Extract<OperatorRequest, { action: 'adopt' }>,
): Promise<string[]> {
  const { store, tenants, clock, random, logger } = options;
  const identity = await identify(store, options);
  const found = await Promise.all(tenants.all.map((tenant) => orphansOf(options, tenant, identity)));
  const at = clock.now();
  const entry = { action: 'ADOPTED', by, at, because, alarm: null, seen: null } as const;
  const orphans = found.flatMap((one) => one.orphans.map((row) => ({ ...row, settlement: [entry] })));
  await store.add(orphans);
  const trail = JSON.parse((await store.readMeta('adopted')) ?? '[]') as object[];
  await store.writeMeta('adopted', JSON.stringify([...trail, { at, by, because, orphans: orphans.length }]));
  // Markers of the moves that were lost bear the former tag.
  await store.writeMeta('tag', newTag(random));
  await store.writeMeta('created', '0');
  await store.writeMeta('olderCopy', null);
  await store.watch();
  logger.warn({ orphans: orphans.length }, 'an operator has adopted the log of value moves');
  return [...found.map(textOf), 'The log is adopted; value moves go on.', ...(orphans.length > 0 ? [ADVICE] : [])];
}

const ADVICE =
  'A move that equals one of these operations in card, sign and amount is not sent but STUCK (ORPHAN): `intents show` says how to settle it. `intents ack MARKER` puts an operation away that no client will ask for again.';

function textOf({ tenant, orphans, isWhole }: FoundOrphans): string {
  const count = orphans.length;
  const end = isWhole ? '' : '; its operations could not be read to the end, so that older ones may be missing';
  if (count === 0) return `${tenant.slug}: no operation that the log does not know${end}`;
  const operations = count === 1 ? 'operation' : 'operations';
  return `${tenant.slug}: ${count} ${operations} that the log does not know, listed with the alarm ORPHAN${end}`;
}

interface FoundOrphans {
  readonly tenant: Tenant;
  readonly orphans: readonly Intent[];
  /** Read back to the newest move of the log. */
  readonly isWhole: boolean;
}

async function orphansOf(options: OperatorOptions, tenant: Tenant, identity: LogIdentity): Promise<FoundOrphans> {
  const { store, clock } = options;
  const now = clock.now();
  const isNew = await isNewFor(store, tenant.slug, identity, now);
  const [newest] = await store.list({ tenant: tenant.slug, limit: 1 });
  const since = Math.max(now - RETENTION_MS, isNew ? 0 : (newest?.submittedAt ?? 0));
  const upstream = { client: tenant.client, context: { deadline: now + READ_MS } };
  const walk = await walkMarked(tenant, upstream, { since, maxPages: MAX_PAGES }).catch((error: unknown) => {
    if (!(error instanceof UpstreamError)) throw error;
    throw new OperatorError(
      `the operations of ${tenant.slug} cannot be read (${error.kind}), so that nothing was adopted: its lost moves could be sent again`,
    );
  });
  const { orphans } = await findUnknownRows(walk.rows, { store, tenant, identity, isNew, now });
  return { tenant, isWhole: walk.isWhole, orphans: orphanIntents(tenant, orphans, now) };
}

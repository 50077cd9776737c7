import type { TenantConfig } from '../config/gateway-config.ts';
import { readDocumentHash } from '../doctor/drift/read-document-hash.ts';
import { systemClock } from '../lib/clock.ts';
import type { Tools } from './command.ts';

type State = 'SAME' | 'SERVER_CHANGED' | 'UNKNOWN';

const TEXTS: Readonly<Record<State, string>> = {
  SAME: 'its document says of the operations in use what it said when doctor examined it',
  SERVER_CHANGED: 'its document says something else of operations in use than when doctor examined it: run doctor',
  UNKNOWN: 'nothing to compare: no document can be read, or the file has no dialect.checked.document',
};

/** Compares the documents of servers with those that doctor examined. Exit code 2 if one changed, 1 if one is unknown. */
export async function checkDocuments(tenants: readonly TenantConfig[], json: boolean, tools: Tools): Promise<number> {
  const states: { slug: string; document: State }[] = [];
  for (const { slug, baseUrl, credentials, dialect, upstream } of tenants) {
    const { document: expected = null, openapi } = dialect.checked ?? {};
    const options = { baseUrl, credentials, dialect, openapi, limits: upstream, clock: systemClock };
    const found = expected === null ? null : await readDocumentHash(options);
    const document: State = found === null ? 'UNKNOWN' : found === expected ? 'SAME' : 'SERVER_CHANGED';
    states.push({ slug, document });
    if (!json) tools.print(`${slug}: ${document}: ${TEXTS[document]}`);
  }
  if (json) tools.print(JSON.stringify({ tenants: states }, null, 2));
  if (states.some(({ document }) => document === 'SERVER_CHANGED')) return 2;
  return states.every(({ document }) => document === 'SAME') ? 0 : 1;
}

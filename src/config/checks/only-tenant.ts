import { isRecord } from '../../lib/is-record.ts';
import type { SourceDocument } from '../document.ts';

/**
 * The dialect of the only tenant may stand beside `tenants`: what doctor prints loses the indentation of its first line where it is
 * copied from its first letter. Of several tenants nobody could tell whose it is, and a tenant has one.
 */
export function withOwnDialect(source: SourceDocument): SourceDocument {
  const { value, locate } = source;
  if (!isRecord(value) || !('dialect' in value) || !Array.isArray(value.tenants)) return source;
  const { dialect, ...rest } = value;
  const [tenant, another]: unknown[] = value.tenants;
  if (!isRecord(tenant) || 'dialect' in tenant || another !== undefined) return source;
  return {
    ...source,
    value: { ...rest, tenants: [{ ...tenant, dialect }] },
    locate: (fault) => {
      const isMoved = fault.path[0] === 'tenants' && fault.path[2] === 'dialect';
      return locate(isMoved ? { ...fault, path: fault.path.slice(2) } : fault);
    },
  };
}

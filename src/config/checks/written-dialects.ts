import { isRecord } from '../../lib/is-record.ts';
import { fileText, parseSource } from '../document.ts';
import { withOwnDialect } from './only-tenant.ts';

/** Options of the dialect that a file sets, by tenant: what stands there is the operator's word, even where it is the default. */
export function writtenDialects(file: Uint8Array | string): ReadonlyMap<string, readonly string[]> {
  const text = fileText(file);
  const value = text === null ? undefined : withOwnDialect(parseSource(text)).value;
  const tenants = isRecord(value) && Array.isArray(value.tenants) ? value.tenants.filter(isRecord) : [];
  return new Map(
    tenants.map(({ slug, dialect }) => [String(slug), isRecord(dialect) ? Object.keys(dialect) : []] as const),
  );
}

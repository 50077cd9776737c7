import { Kind, parse } from 'graphql';
import type { OperationManifest } from '../../config/persisted-operations.ts';
import { OTHER } from '../../config/shape.ts';

/** Operations of a manifest that have series of their own. */
const MAX_OPERATIONS = 200;

/** The names of registered operations, the first by the alphabet. */
export function operationNames(manifest: OperationManifest | null): ReadonlySet<string> {
  const names = Object.values(manifest?.documents ?? {}).flatMap((text) =>
    parse(text, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.name ? [definition.name.value] : [],
    ),
  );
  return new Set([...new Set(names)].sort().slice(0, MAX_OPERATIONS));
}

/** Tenants that have series of their own. */
const MAX_TENANTS = 200;

/** The label of a tenant: its slug for the first 200, which keep it while the process runs. */
export function createTenantLabels(max = MAX_TENANTS) {
  const own = new Set<string>();
  return {
    /** To be called with all tenants before their labels are asked for. */
    add(slugs: readonly string[]): void {
      for (const slug of [...slugs].sort()) if (own.size < max) own.add(slug);
    },
    of: (slug: string): string => (own.has(slug) ? slug : OTHER),
  };
}

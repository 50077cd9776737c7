import type { Zone } from '../lib/local-time.ts';
import { type CompiledDialect, compileDialect, type SandboxDialect } from './dialect/dialect.ts';
import { dialectDocument } from './dialect/dialect-document.ts';
import { contractDoc } from './dialect/openapi.ts';
import { publishedDocument } from './dialect/published-document.ts';
import { compileEndpoints, createRouter, type Router } from './http/endpoints.ts';

/** What a sandbox serves in one dialect. Without state, so that servers may share it. */
export interface ServedDialect {
  readonly dialect: CompiledDialect;
  readonly router: Router;
  /** The text of `/openapi.json`; null where there is none. Written at its first use. */
  document(): string | null;
}

const served = new Map<string, ServedDialect>();
const MOST = 20;

/** The same for the same options: compiling takes longer than the rest of a start. */
export function serveDialect(
  options: Partial<SandboxDialect> | undefined,
  basePath: string,
  zone: Zone,
): ServedDialect {
  const name = JSON.stringify([options, basePath, zone.name]);
  const found = served.get(name);
  if (found) return found;
  const compiled = compile(options, basePath, zone);
  if (served.size >= MOST) served.clear();
  served.set(name, compiled);
  return compiled;
}

function compile(options: Partial<SandboxDialect> | undefined, basePath: string, zone: Zone): ServedDialect {
  const dialect = compileDialect(options, zone);
  const contract = contractDoc();
  const doc = dialectDocument(contract, dialect);
  const style = dialect.document;
  let text: string | null = null;
  return {
    dialect,
    router: createRouter(compileEndpoints(contract, doc, dialect)),
    document() {
      if (style !== 'none') text ??= publishedDocument(doc, basePath, style);
      return text;
    },
  };
}

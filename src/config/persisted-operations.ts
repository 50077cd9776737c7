import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { parse } from 'graphql';
import * as z from 'zod';
import { isRecord } from '../lib/is-record.ts';
import { fileText, NOT_UTF8 } from './document.ts';
import type { Sources } from './secrets.ts';
import { section } from './section.ts';

/** A file of registered documents. */
export interface OperationManifest {
  readonly path: string;
  /** Document by its id: the hash of its text, in lower-case hex. */
  readonly documents: Readonly<Record<string, string>>;
}

export const PERSISTED_MODES = ['off', 'allow', 'only'] as const;
export type PersistedMode = (typeof PERSISTED_MODES)[number];

/** Documents that clients send by their hash. */
export function persistedOperationsShape(sources: Sources) {
  return section({
    mode: z
      .enum(PERSISTED_MODES)
      .default('off')
      .describe('`off`; `allow`: a registered document may be sent by its hash; `only`: no text is accepted'),
    guests: z
      .enum(PERSISTED_MODES)
      .nullable()
      .default(null)
      .describe('The same for guest tokens, so that `only` binds browsers while modules stay free; default: `mode`'),
    manifest: manifestShape(sources)
      .nullable()
      .default(null)
      .describe('File of the registered documents, as Apollo or Relay writes it'),
  });
}

/** The file is read here, so that check-config tells its faults and a reload reads it anew. */
function manifestShape({ baseDir, readFile }: Sources) {
  return z
    .string()
    .min(1)
    .transform((written, context): OperationManifest => {
      const path = resolve(baseDir, written);
      const fault = (message: string) => {
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      };
      let text: string | null;
      try {
        text = fileText(readFile(path));
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
        return fault(`the file cannot be read${code}`);
      }
      if (text === null) return fault(`the file ${NOT_UTF8}`);
      const entries = readManifest(text);
      if (!entries)
        return fault('must be a manifest of Apollo ({ format, version, operations }) or Relay ({ id: text })');
      const documents: Record<string, string> = {};
      for (const [id, document] of entries) {
        const key = id.toLowerCase();
        if (!isHashOf(key, document)) return fault(`${id}: is not the SHA-256, SHA-1 or MD5 of its document`);
        if (!isDocument(document)) return fault(`${id}: is no GraphQL document`);
        documents[key] = document;
      }
      return { path, documents };
    });
}

/** Ids and documents; null where the text is neither of the two formats. */
function readManifest(text: string): [string, string][] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(json)) return null;
  const entries: unknown[][] =
    json.format === 'apollo-persisted-query-manifest' && Array.isArray(json.operations)
      ? json.operations.map((operation) => (isRecord(operation) ? [operation.id, operation.body] : []))
      : Object.entries(json);
  const isEntry = (entry: unknown[]): entry is [string, string] =>
    entry.length === 2 && entry.every((part) => typeof part === 'string');
  return entries.every(isEntry) ? entries : null;
}

const ALGORITHMS: Readonly<Record<number, string>> = { 64: 'sha256', 40: 'sha1', 32: 'md5' };

function isHashOf(id: string, document: string): boolean {
  const algorithm = ALGORITHMS[id.length];
  return algorithm !== undefined && createHash(algorithm).update(document).digest('hex') === id;
}

function isDocument(text: string): boolean {
  try {
    parse(text, { noLocation: true });
    return true;
  } catch {
    return false;
  }
}

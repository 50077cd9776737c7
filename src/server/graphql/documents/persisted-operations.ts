import { createHash } from 'node:crypto';
import type { PersistedOperationsConfig } from '../../../config/gateway-config.ts';
import type { PersistedMode } from '../../../config/persisted-operations.ts';
import type { PrincipalKind } from '../../../tenants/principal.ts';
import { requestError } from '../../http/http-error.ts';
import type { DocumentOf } from '../../http/params.ts';

/** Resolves documents by the kind of who asks; null: an unknown client. */
export function createPersistedOperations(
  config: PersistedOperationsConfig,
): (kind: PrincipalKind | null) => DocumentOf {
  const { mode, guests, manifest } = config;
  const documents = manifest?.documents ?? {};
  const registered = (id: string): string | undefined => {
    const key = id.toLowerCase();
    return Object.hasOwn(documents, key) ? documents[key] : undefined;
  };

  const ways: Readonly<Record<PersistedMode, DocumentOf>> = {
    off({ text, id }) {
      if (text === undefined && id !== undefined) throw notSupported();
      return text;
    },
    allow({ text, id }) {
      if (text !== undefined) {
        if (id !== undefined && isHash(id) && id.toLowerCase() !== sha256(text)) throw otherHash();
        return text;
      }
      if (id === undefined) return undefined;
      const document = registered(id);
      if (document === undefined) throw notSupported();
      return document;
    },
    only({ text, id }) {
      if (text === undefined && id === undefined) return undefined;
      const document = text === undefined && id !== undefined ? registered(id) : undefined;
      if (document === undefined) throw notFound();
      return document;
    },
  };
  return (kind) => ways[kind === 'GUEST' ? (guests ?? mode) : mode];
}

/** This text makes clients of automatic persisted queries send the document now, and no more hashes after it. */
function notSupported() {
  return requestError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
}

function notFound() {
  return requestError(
    'PERSISTED_QUERY_NOT_FOUND',
    'Only registered operations are accepted: send the hash of one, and no text.',
  );
}

function otherHash() {
  return requestError('BAD_USER_INPUT', 'The hash is not that of the query.');
}

function isHash(id: string): boolean {
  return /^[0-9a-f]{64}$/i.test(id);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

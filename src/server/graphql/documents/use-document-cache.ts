import { type DocumentNode, GraphQLError, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { withPlace } from '../literal-place.ts';
import type { ServerPlugin } from '../server-plugin.ts';

/** Validation stops at this many errors: each costs time. */
const MAX_ERRORS = 10;
/** All cached documents, estimated: a token of a parsed document takes about 400 bytes, a character one or two. */
const MAX_BYTES = 24 << 20;

/**
 * Parses and validates each text once while it is cached. Bounded in bytes: a thousand hostile documents of 100 KB must not
 * fill the memory. Keeps nothing of a request without a credential. Comes after every plugin that adds validation rules, so that cached errors include theirs.
 */
export function useDocumentCache(maxBytes: number = MAX_BYTES): ServerPlugin {
  const documents = new LRUCache<string, DocumentNode | GraphQLError>({
    maxSize: maxBytes,
    maxEntrySize: maxBytes >> 4,
    sizeCalculation: (parsed, text) => 1000 + text.length * 2 + tokensOf(parsed) * 400,
  });
  const errorsOf = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  const limitedValidate: typeof validate = (schema, document, rules, options, typeInfo) =>
    validate(schema, document, rules, { ...options, maxErrors: MAX_ERRORS }, typeInfo).map((error) =>
      withPlace(error, document),
    );

  return {
    onParse({ params, context: { exchange }, setParsedDocument }) {
      if (exchange.document) return void setParsedDocument(exchange.document);
      const text = params.source.toString();
      const cached = documents.get(text);
      if (cached instanceof GraphQLError) throw cached;
      if (cached) return void setParsedDocument(cached);
      return ({ result }: { result: unknown }) => {
        if (result instanceof GraphQLError || isDocument(result)) documents.set(text, result);
      };
    },
    onValidate({ params: { documentAST }, setValidationFn, setResult }) {
      const cached = errorsOf.get(documentAST);
      if (cached) return void setResult([...cached]);
      setValidationFn(limitedValidate);
      return ({ result }: { result: readonly unknown[] }) => {
        errorsOf.set(
          documentAST,
          result.filter((error) => error instanceof GraphQLError),
        );
      };
    },
  };
}

function isDocument(value: unknown): value is DocumentNode {
  return typeof value === 'object' && value !== null && 'definitions' in value;
}

function tokensOf(parsed: DocumentNode | GraphQLError): number {
  return 'tokenCount' in parsed ? Number(parsed.tokenCount) : 0;
}

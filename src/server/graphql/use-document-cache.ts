import { type DocumentNode, GraphQLError, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ServerPlugin } from './yoga-types.ts';

/** Of an answer; nobody reads the eleventh, and each costs time. */
const MAX_ERRORS = 10;
/** All documents kept, by estimate: a token of a parsed document takes some 400 bytes, a character one or two. */
const MAX_BYTES = 24 << 20;

/**
 * Parses and validates each text once while it is kept. Bounded in bytes, not in documents: a thousand hostile documents
 * of 100 KB must not fill the memory. Comes after all that judge documents, so that a kept verdict is theirs as well.
 */
export function useDocumentCache(maxBytes: number = MAX_BYTES): ServerPlugin {
  const documents = new LRUCache<string, DocumentNode | GraphQLError>({
    maxSize: maxBytes,
    maxEntrySize: maxBytes >> 4,
    sizeCalculation: (parsed, text) => 1000 + text.length * 2 + tokensOf(parsed) * 400,
  });
  const verdicts = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  const limitedValidate: typeof validate = (schema, document, rules, options, typeInfo) =>
    validate(schema, document, rules, { ...options, maxErrors: MAX_ERRORS }, typeInfo);

  return {
    onParse({ params, setParsedDocument }) {
      const text = params.source.toString();
      const known = documents.get(text);
      if (known instanceof GraphQLError) throw known;
      if (known) return void setParsedDocument(known);
      return ({ result }: { result: unknown }) => {
        if (result instanceof GraphQLError || isDocument(result)) documents.set(text, result);
      };
    },
    onValidate({ params: { documentAST }, setValidationFn, setResult }) {
      const verdict = verdicts.get(documentAST);
      if (verdict) return void setResult([...verdict]);
      setValidationFn(limitedValidate);
      return ({ result }: { result: readonly unknown[] }) => {
        verdicts.set(
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

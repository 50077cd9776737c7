import { type DocumentNode, getOperationAST, Kind, OperationTypeNode, parse, type SelectionSetNode } from 'graphql';
import type { GraphQLRequestParams } from '../../http/params.ts';
import { fragmentsOf } from '../limits/selections.ts';

/** The mutation that runs without a credential. */
const OPEN_MUTATION = 'sessionLogin';
/** The root fields that run without one where introspection is on. */
const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type', '__typename']);

const MAX_BYTES = 2048;
const MAX_TOKENS = 200;
/** Bytes of a body with such a document and its variables. */
const BODY_BYTES = 16_384;

export interface Strangers {
  /** Bytes of a body that are read without a credential. */
  readonly bodyBytes: number;
  /** The document of a request without a credential; null where it must not run. Never throws. */
  admit(params: GraphQLRequestParams): DocumentNode | null;
}

/** What a request without a valid credential may run. A document is parsed only as far as that decision needs. */
export function createStrangers(options: { introspection: boolean; tokens: number; bodyBytes: number }): Strangers {
  const { introspection, tokens, bodyBytes } = options;
  return {
    bodyBytes: introspection ? bodyBytes : Math.min(bodyBytes, BODY_BYTES),
    admit({ query, operationName }) {
      const small = Buffer.byteLength(query) <= MAX_BYTES ? parseWithin(query, MAX_TOKENS) : null;
      if (small && isOpenMutation(small)) return small;
      if (!introspection) return null;
      const document = small ?? parseWithin(query, tokens);
      return document && isIntrospection(document, operationName) ? document : null;
    },
  };
}

function parseWithin(text: string, maxTokens: number): DocumentNode | null {
  try {
    return parse(text, { maxTokens });
  } catch {
    return null;
  }
}

/** Whether the document is one mutation, with one root field and without named fragments. */
function isOpenMutation({ definitions: [operation, ...others] }: DocumentNode): boolean {
  if (others.length > 0 || operation?.kind !== Kind.OPERATION_DEFINITION) return false;
  const [field, ...more] = operation.selectionSet.selections;
  return (
    operation.operation === OperationTypeNode.MUTATION &&
    more.length === 0 &&
    field?.kind === Kind.FIELD &&
    field.name.value === OPEN_MUTATION
  );
}

/** Whether the operation is a query of introspection alone, fragments expanded. */
function isIntrospection(document: DocumentNode, operationName: string | undefined): boolean {
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== OperationTypeNode.QUERY) return false;
  const fragments = fragmentsOf(document);
  const visited = new Set<string>();
  const isOpen = ({ selections }: SelectionSetNode): boolean =>
    selections.every((node) => {
      if (node.kind === Kind.FIELD) return INTROSPECTION.has(node.name.value);
      if (node.kind === Kind.INLINE_FRAGMENT) return isOpen(node.selectionSet);
      const name = node.name.value;
      if (visited.has(name)) return true;
      visited.add(name);
      const fragment = fragments.get(name);
      return fragment === undefined || isOpen(fragment.selectionSet);
    });
  return isOpen(operation.selectionSet);
}

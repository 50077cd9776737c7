import { type DocumentNode, visit } from 'graphql';
import { requestError } from '../../http/http-error.ts';

// Far above what any argument of the schema can use.
const MAX_DEPTH = 16;
const MAX_ITEMS = 500;
/** Bytes of UTF-8 in a string or a key. */
const MAX_BYTES = 2048;

/** Throws BAD_USER_INPUT for variables that are too deep, too long or too large. */
export function checkVariables(variables: unknown, depth = 0): void {
  if (typeof variables === 'string') checkString(variables, 'variables');
  if (typeof variables !== 'object' || variables === null) return;
  if (depth >= MAX_DEPTH) throw requestError('BAD_USER_INPUT', `Variables can be nested ${MAX_DEPTH} levels deep.`);
  if (Array.isArray(variables)) {
    checkLength(variables, 'variables');
    for (const item of variables) checkVariables(item, depth + 1);
    return;
  }
  for (const [key, item] of Object.entries(variables)) {
    checkString(key, 'variables');
    checkVariables(item, depth + 1);
  }
}

/** The same limits on values that are written into the document. */
export function checkLiterals(document: DocumentNode): void {
  visit(document, {
    StringValue: ({ value }) => checkString(value, 'document'),
    ListValue: ({ values }) => checkLength(values, 'document'),
  });
}

function checkLength({ length }: readonly unknown[], place: string): void {
  if (length <= MAX_ITEMS) return;
  throw requestError('BAD_USER_INPUT', `A list in the ${place} can have at most ${MAX_ITEMS} items.`);
}

function checkString(text: string, place: string): void {
  if (text.length * 3 <= MAX_BYTES || Buffer.byteLength(text) <= MAX_BYTES) return;
  throw requestError('BAD_USER_INPUT', `A string in the ${place} can have at most ${MAX_BYTES} bytes.`);
}

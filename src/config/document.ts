import { type Document, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { type Fault, formatPath, type LooseFault } from './faults.ts';

/** A parsed YAML or JSON text with the line of each value. */
export interface SourceDocument {
  /** Plain values; undefined if the text is not YAML. */
  readonly value: unknown;
  /** Syntax errors. */
  readonly faults: readonly Fault[];
  locate(fault: LooseFault): Fault;
}

export function parseSource(text: string): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const faults: Fault[] = document.errors.map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    path: '',
    message: error.message.replace(/\s+/g, ' '),
  }));
  return {
    value: faults.length > 0 ? undefined : plainValue(document, faults),
    faults,
    locate: ({ path, message, atKey }) => {
      const offset = offsetOf(document, path, atKey === true);
      return { line: offset === null ? null : lines.linePos(offset).line, path: formatPath(path), message };
    },
  };
}

/** Aliases are limited while they are expanded: a short text can stand for gigabytes. */
function plainValue(document: Document.Parsed, faults: Fault[]): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    faults.push({ line: null, path: '', message: error instanceof Error ? error.message : 'cannot be read' });
    return undefined;
  }
}

/** Where the value at this path begins, or the deepest part of the path that exists. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[], atKey: boolean): number | null {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [index, part] of path.entries()) {
    if (!isCollection(node)) break;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (!pair) break;
      const last = index === path.length - 1;
      offset = (last && !atKey ? startOf(pair.value) : null) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else {
      node = node.get(part, true);
      offset = startOf(node) ?? offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

/** The text of a file as editors and shells of any system save it: UTF-8, or UTF-16 that says so. Null for any other encoding. */
export function fileText(content: Uint8Array | string): string | null {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    // The decoder takes the byte order mark off.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

export const NOT_UTF8 = 'is not UTF-8 text: save it as UTF-8';

/** JSON as the pages show it: what fits a line stands on one. */
export function showJson(value: unknown, indent = ''): string {
  const flat = onOneLine(value);
  if (typeof value !== 'object' || value === null || (indent !== '' && indent.length + flat.length <= 100)) return flat;
  const inner = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((item) => showJson(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${showJson(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return entries.length === 0
    ? `${open}${close}`
    : `${open}\n${inner}${entries.join(`,\n${inner}`)}\n${indent}${close}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/**
 * What came, with `…` where the page leaves something out: a part of a text that differs from run to run, such as a token, or the
 * rest of a long list.
 */
export function leaveOut(came: unknown, shown: unknown): unknown {
  if (typeof came === 'string' && typeof shown === 'string' && shown.includes('…')) {
    const pattern = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('.*')}$`, 's').test(came) ? shown : came;
  }
  if (Array.isArray(came)) {
    const list: readonly unknown[] = Array.isArray(shown) ? shown : [];
    const isCut = list.at(-1) === '…' && came.length >= list.length;
    const rows = isCut ? came.slice(0, list.length - 1) : came;
    return [...rows.map((item, i) => leaveOut(item, list[i])), ...(isCut ? ['…'] : [])];
  }
  if (typeof came !== 'object' || came === null) return came;
  return Object.fromEntries(Object.entries(came).map(([key, item]) => [key, leaveOut(item, Object(shown)[key])]));
}

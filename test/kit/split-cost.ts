/** A response body without `extensions.cost`, which changes with every request, and that cost by itself. */
export function splitCost<B extends { extensions?: Record<string, unknown> }>(whole: B): { body: B; cost: unknown } {
  const { cost, ...others } = whole.extensions ?? {};
  if (cost === undefined) return { body: whole, cost };
  const { extensions: _extensions, ...body } = whole;
  return { body: (Object.keys(others).length > 0 ? { ...body, extensions: others } : body) as B, cost };
}

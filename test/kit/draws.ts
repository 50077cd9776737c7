/** Draws of a property: `count` of them, and so many times more where DRAWS says so, as in `npm run long`. */
export function draws(count: number): number {
  return count * Number(process.env.DRAWS ?? 1);
}

/** Whether a text can be sent: no half of a surrogate pair, which has no bytes, and no NUL, at which many servers stop reading. */
export function isWellFormed(text: string): boolean {
  return !/[\p{Surrogate}\0]/u.test(text);
}

/** JSON with exact amounts beyond 2^53, as `{"$money":"…"}`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? { $money: String(part) } : part));
}

export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) => (isMoney(part) ? BigInt(part.$money) : part));
}

function isMoney(part: unknown): part is { $money: string } {
  return (
    typeof part === 'object' &&
    part !== null &&
    '$money' in part &&
    typeof part.$money === 'string' &&
    /^-?\d+$/.test(part.$money)
  );
}

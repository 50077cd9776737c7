/** JSON that keeps the amounts beyond 2^53, as `{"$money":"…"}`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? { $money: String(part) } : part));
}

export function fromJson(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) =>
    typeof part === 'object' && part !== null && '$money' in part ? BigInt(String(part.$money)) : part,
  );
}

import { isRecord } from '../../lib/is-record.ts';
import { isName } from '../match/field-places.ts';

export type RawRow = Readonly<Record<string, unknown>>;

const ENVELOPE = /^(data|result|results|response|payload|body|content|value)$/i;
const FLAG = /^(success|ok|status|code|error|errors|message|msg|is_?success)$/i;

/** The property that holds the whole answer beside words about it, as `{ success, message, data }`; null without one. */
export function envelopeIn(answer: unknown): string | null {
  if (!isRecord(answer)) return null;
  const names = Object.keys(answer);
  const [inner] = names.filter((name) => ENVELOPE.test(name));
  if (inner === undefined || !isRecord(answer[inner])) return null;
  return names.every((name) => name === inner || FLAG.test(name) || /^meta$/i.test(name)) && isName(inner)
    ? inner
    : null;
}

/** Rows of a list in any envelope. */
export function rowsIn(answer: unknown, levels = 3): readonly RawRow[] {
  if (Array.isArray(answer)) return answer.filter(isRecord);
  if (!isRecord(answer) || levels === 0) return [];
  for (const inner of Object.values(answer)) {
    const rows = rowsIn(inner, levels - 1);
    if (rows.length > 0) return rows;
  }
  return [];
}

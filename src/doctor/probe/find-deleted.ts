import { isRecord } from '../../lib/is-record.ts';
import { parseJson } from '../../upstream/codec/parse-json.ts';

const NAME = /^(is_?)?(deleted|removed|archived)$/i;

/** The property, and its value, by which a list shows that a row was deleted; null where no row of the answer was. */
export function findDeleted(text: string): Readonly<Record<string, boolean | number>> | null {
  const json = parseJson(text);
  const lists = Array.isArray(json) ? [json] : isRecord(json) ? Object.values(json).filter(Array.isArray) : [];
  const rows: unknown[] = lists[0] ?? [];
  for (const row of rows.filter(isRecord)) {
    for (const [name, value] of Object.entries(row)) {
      if (NAME.test(name) && (value === true || value === 1)) return { [name]: value };
    }
  }
  return null;
}

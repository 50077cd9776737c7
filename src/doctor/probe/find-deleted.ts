import { rowsIn } from '../needs/raw-rows.ts';

const NAME = /^(is_?)?(deleted|removed|archived)$/i;

/** The property, and its value, by which a list shows that a row was deleted; null where no row of the answer was. */
export function findDeleted(answer: unknown): Readonly<Record<string, boolean | number>> | null {
  for (const row of rowsIn(answer)) {
    for (const [name, value] of Object.entries(row)) {
      if (NAME.test(name) && (value === true || value === 1)) return { [name]: value };
    }
  }
  return null;
}

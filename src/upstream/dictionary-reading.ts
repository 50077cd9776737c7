/** One reading of a dictionary: what its pages took so far. Made anew for each reading. */
export interface DictionaryReading {
  bytes: number;
  /** Absolute, in milliseconds of the clock; null before the first page. */
  deadline: number | null;
}

export function createDictionaryReading(): DictionaryReading {
  return { bytes: 0, deadline: null };
}

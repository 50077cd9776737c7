import type { OperationId } from '../../contract/schemas.ts';

/** A fault of an adapter. Holds no value: its message may quote one, so that the place alone is told. */
export interface AdapterFault {
  readonly operation: OperationId;
  /** The function that failed, or whose result cannot be used. */
  readonly function: 'request' | 'answer';
  /** What is wrong with the result, or the class of what was thrown. */
  readonly fault: string;
  /** File, line and column in the adapter, where they are known. */
  readonly at: string | null;
}

/** A result that cannot be used. Its message is a constant of ours. */
export class AdapterResultError extends Error {}

/** Describes what a function of this adapter threw. `file`: the adapter's name without its folder. */
export function describeFault(error: unknown, file: string): Pick<AdapterFault, 'fault' | 'at'> {
  if (error instanceof AdapterResultError) return { fault: error.message, at: null };
  if (!(error instanceof Error)) return { fault: 'it threw what is no Error', at: null };
  const name = /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error';
  return { fault: name, at: placeIn(String(error.stack), file) };
}

/** The first line of a stack that is in the file: `saturn.mjs:12:5`. */
function placeIn(stack: string, file: string): string | null {
  for (const line of stack.split('\n')) {
    const place = line.includes(file) && /(\d+:\d+)\)?$/.exec(line);
    if (place) return `${file}:${place[1]}`;
  }
  return null;
}

import { isRefused } from '../mutation/mutation.ts';

interface Named {
  readonly id: number;
  readonly name: string;
}

/** Whether a refusal is explained by a name that another one than `self` bears. The server's text is not read: the names are. */
export async function nameTaken(
  error: unknown,
  name: string | undefined,
  read: () => Promise<readonly Named[]>,
  self?: number,
): Promise<boolean> {
  if (name === undefined || (!isRefused(error, 400) && !isRefused(error, 409))) return false;
  const wanted = folded(name);
  return (await read()).some((one) => one.id !== self && folded(one.name) === wanted);
}

const folded = (name: string) => name.trim().toLowerCase();

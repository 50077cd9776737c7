import { isRefused } from '../graph/mutation.ts';

/** Whether a refusal is explained by a name that another one bears. The server's text is not read: the names are. */
export async function nameTaken(
  error: unknown,
  name: string,
  read: () => Promise<readonly { readonly name: string }[]>,
): Promise<boolean> {
  if (!isRefused(error, 400) && !isRefused(error, 409)) return false;
  const wanted = name.toLowerCase();
  return (await read()).some((one) => one.name.toLowerCase() === wanted);
}

/** What lies at a path of an answer, as the caller knows it to be; throws where there is nothing. */
export function at<T>(value: unknown, ...path: (string | number)[]): T {
  let here: unknown = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !(step in here))
      throw new Error(`no ${path.join('.')} in ${JSON.stringify(value)}`);
    here = (here as Record<string | number, unknown>)[step];
  }
  return here as T;
}

import { follow, type Json, listOf, textOf } from './schema-reader.ts';

/** Where the paths of a document stand on its server. */
export interface Placing {
  /** Their common path in place of that of the base URL, such as `/api/v1`; null if they stand below the base URL. */
  readonly otherBase: string | null;
  /** The path below the base URL; null for others. */
  below(path: string): string | null;
  /** The path below the origin. */
  whole(path: string): string;
}

/** The base path stands in the paths, in `servers`, or nowhere. */
export function placePaths(document: Json, paths: readonly string[], basePath: string): Placing {
  const server = textOf(follow(document, listOf(document.servers)[0]).url);
  const prefix = URL.canParse(server, 'http://host') ? new URL(server, 'http://host').pathname.replace(/\/+$/, '') : '';
  const strip = (whole: string) => (whole.startsWith(`${basePath}/`) ? whole.slice(basePath.length) : null);
  for (const lead of [prefix, '']) {
    if (!paths.some((path) => strip(lead + path) !== null)) continue;
    const wholes = paths.map((path) => lead + path);
    return { below: (path) => strip(lead + path), whole: (path) => lead + path, otherBase: baseOf(wholes, basePath) };
  }
  const wholes = paths.map((path) => prefix + path);
  const other = baseOf(wholes, basePath);
  // No path has the base path: they are relative to it, unless they share another prefix.
  return other === null
    ? { below: (path) => path, whole: (path) => basePath + path, otherBase: null }
    : { below: () => null, whole: (path) => prefix + path, otherBase: other };
}

/** The longest path that all versions have in common, such as `/api` of `/api/v0` and `/api/v1`. */
function baseOf(wholes: readonly string[], basePath: string): string | null {
  const versions = new Set(wholes.flatMap((path) => versionOf(path, basePath) ?? []));
  const hasLogin = wholes.some((path) => /\/(auth|login|token)\b/.test(path));
  // A login that the document hides is where the base URL says.
  if (versions.size > 0 && !hasLogin) versions.add(basePath);
  const [first, ...rest] = versions;
  if (first === undefined) return null;
  const common = rest.reduce(commonPath, first);
  return common === basePath ? null : common;
}

/** The prefix of a path: that of login and user, or a version. */
function versionOf(path: string, basePath: string): string | null {
  if (basePath !== '' && path.startsWith(`${basePath}/`)) return basePath;
  return (/^(\/.+)\/auth\/(?:login|info)\/?$/.exec(path) ?? /^((?:\/[\w-]+)*?\/v\d+)\//.exec(path))?.[1] ?? null;
}

export function commonPath(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')];
  const length = left.findIndex((part, index) => part !== right[index]);
  return left.slice(0, length < 0 ? left.length : length).join('/');
}

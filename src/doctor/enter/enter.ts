import { endpoints } from '../../contract/endpoints.ts';
import type { Secret } from '../../lib/secret.ts';
import type { Credentials } from '../../upstream/auth/tokens.ts';
import type { Api } from '../document/api.ts';
import { undocumented } from '../document/api.ts';
import { pathsBeside } from '../document/locate-document.ts';
import type { Examination } from '../examination.ts';
import { type Place, placeBeside } from '../place.ts';
import type { Read, TokenHeader } from '../raw-client.ts';
import { logInAgain } from './log-in-again.ts';
import { signIn } from './sign-in.ts';
import { tryTokens } from './try-tokens.ts';

export interface Entry {
  /** Of the second login. */
  readonly token: Secret;
  readonly header: TokenHeader;
}

export interface Entered {
  /** At the place where the operations stand. */
  readonly examination: Examination;
  readonly isSignedIn: boolean;
  /** Null where no token was got, or where none is accepted. */
  readonly entry: Entry | null;
}

export interface EnterOptions {
  readonly place: Place;
  readonly examinationAt: (place: Place) => Examination;
  readonly credentials: Credentials;
  readonly api: Api | null;
  /** False: sends the first login and no read. */
  readonly probe: boolean;
}

/** Logs in, finds the header that bears the token, and the version where an undocumented server has its lists. */
export async function enter({ place, examinationAt, credentials, api, probe }: EnterOptions): Promise<Entered> {
  const first = examinationAt(place);
  const { rawClient, basePath, findings } = first;
  const login = first.matches.get('auth.login');
  const takesForm = login !== undefined && 'theirs' in login && login.theirs.takesForm;
  const isDocumented = login !== undefined && 'theirs' in login;
  const signed = await signIn({
    credentials,
    dialect: first.dialect(),
    rawClient,
    basePath,
    findings,
    isDocumented,
    takesForm,
  });
  if (signed.token === null) return { examination: first, isSignedIn: false, entry: null };

  const settle = (examination: Examination): Examination => {
    examination.observe(signed.observations);
    const { method } = endpoints['auth.login'];
    const found = signed.path;
    if (found !== null) {
      // Its place is below the former base path.
      const below = (basePath + found).slice(examination.basePath.length);
      examination.matches.set('auth.login', { state: 'moved', theirs: undocumented(method, below), score: 1 });
    } else if (examination.matches.get('auth.login')?.state === 'assumed') {
      examination.matches.set('auth.login', { state: 'observed' });
    }
    return examination;
  };

  const examination = settle(first);
  const isSignedIn = true;
  if (!probe) return { examination, isSignedIn, entry: null };
  const reads = (['auth.info', 'accounts.list', 'operations.list'] as const).map(examination.readOf);
  const beside = api === null ? pathsBeside(basePath).map(listBelow) : [];
  const header = api?.auth.kind === 'header' ? api.auth.name : null;
  const token = signed.token;
  const tried = await tryTokens({
    rawClient,
    reads: [...reads, ...beside],
    token,
    dialect: examination.dialect(),
    header,
    findings,
  });
  if (tried === null) return { examination, isSignedIn, entry: null };
  examination.observe(tried.observations);

  const again = await logInAgain({
    upstream: examination.upstream,
    credentials,
    dialect: examination.dialect(),
    rawClient,
    header: tried.header,
    read: tried.read,
    findings,
  });
  if (again === null) return { examination, isSignedIn, entry: null };
  const own = { ...tried.header, value: tried.header.value.replace(token.reveal(), () => again.reveal()) };
  const entry = { token: again, header: own };
  const other = api === null ? await otherVersion(examination, own) : null;
  if (other === null) return { examination, isSignedIn, entry };
  const at = settle(examinationAt(placeBeside(place, other)));
  at.observe(tried.observations);
  return { examination: at, isSignedIn, entry };
}

const listBelow = (path: string): Read => ({ target: `${path}${endpoints['accounts.list'].path}`, isPost: false });

/** The version beside the configured one that has the lists which the configured one lacks; null without one. */
async function otherVersion({ rawClient, basePath, readOf }: Examination, token: TokenHeader): Promise<string | null> {
  const isThere = async (read: Read) => {
    const { status } = await rawClient.read(read, token);
    return status !== null && status !== 404 && status !== 405 && status < 500;
  };
  if (await isThere(readOf('accounts.list'))) return null;
  for (const path of pathsBeside(basePath)) {
    if (await isThere(listBelow(path))) return path;
  }
  return null;
}

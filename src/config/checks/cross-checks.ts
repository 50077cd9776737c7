import { addressList, hostClass } from '../../lib/address.ts';
import { zone } from '../../lib/local-time.ts';
import { didYouMean, type LooseFault } from '../faults.ts';
import { dialectFaults } from './dialect-checks.ts';
import { isAbsent, isEmpty, listOf, type Row, rowsOf, type Section, sectionOf } from './written.ts';

type Path = readonly PropertyKey[];

/**
 * Faults that one place of the file cannot show. Checks the file as written, not as parsed, so that these faults are
 * reported together with those of shape.
 */
export function crossChecks(written: unknown, { production }: { production: boolean }): LooseFault[] {
  const faults: LooseFault[] = [];
  const file = sectionOf(written);
  const tenants = rowsOf(file.tenants);
  const keys = rowsOf(file.apiKeys);
  const slugs = tenants.map(({ row }) => row.slug).filter((slug) => typeof slug === 'string');

  faults.push(...duplicates(tenants, 'tenants', 'slug'), ...duplicates(keys, 'apiKeys', 'hash'));
  faults.push(...duplicates(rowsOf(sectionOf(file.guestTokens).keys), 'guestTokens.keys', 'kid'));
  faults.push(...duplicates(rowsOf(sectionOf(file.secrets).keys), 'secrets.keys', 'kid'));
  if (rowsOf(sectionOf(file.secrets).keys).length === 0) faults.push(...keylessFaults(file, tenants, production));

  for (const { row, index } of tenants) {
    const path = ['tenants', index];
    if (typeof row.timeZone === 'string') faults.push(...timeZoneFaults(row.timeZone.trim(), [...path, 'timeZone']));
    if (typeof row.baseUrl === 'string') {
      faults.push(...addressFaults(row.baseUrl.trim(), sectionOf(row.upstream), [...path, 'baseUrl']));
    }
    faults.push(...dialectFaults(sectionOf(row.dialect), [...path, 'dialect']), ...basicFaults(row, path));
    if (production && sectionOf(row.valueMoves).settleSeconds === 0) {
      faults.push({
        path: [...path, 'valueMoves', 'settleSeconds'],
        message: 'must be above 0 in production: a move that the server books late would be reported as not booked',
      });
    }
  }

  for (const { row, index } of keys) {
    const path = ['apiKeys', index];
    if (typeof row.tenant === 'string' && !slugs.includes(row.tenant)) {
      faults.push({ path: [...path, 'tenant'], message: `no tenant has this slug${didYouMean(row.tenant, slugs)}` });
    }
    if (isEmpty(row.roles) && isEmpty(row.scopes)) faults.push({ path, message: 'a key needs roles or scopes' });
  }

  if (production && sectionOf(file.intents).store === 'memory') {
    faults.push({
      path: ['intents', 'store'],
      message: 'memory loses value moves at a restart: use sqlite or postgres in production',
    });
  }
  const operations = sectionOf(file.persistedOperations);
  const modes = [operations.mode, operations.guests].filter((mode) => mode === 'allow' || mode === 'only');
  if (modes.length > 0 && isAbsent(operations.manifest)) {
    faults.push({ path: ['persistedOperations'], message: `${modes[0]} needs a manifest` });
  }
  if (modes.length === 0 && !isAbsent(operations.manifest)) {
    faults.push({ path: ['persistedOperations', 'manifest'], message: 'is not read while the mode is off' });
  }
  return faults;
}

/** What is stored sealed, or shared by replicas, needs a key. Outside production, gateways without one share no tokens. */
function keylessFaults(file: Section, tenants: readonly Row[], production: boolean): LooseFault[] {
  const faults: LooseFault[] = [];
  if (!isAbsent(file.staffSessions))
    faults.push({ path: ['staffSessions'], message: 'needs secrets.keys, which seal the tokens of the sessions' });
  const hasLogin = tenants.some(({ row }) => !isAbsent(sectionOf(row.credentials).login));
  if (production && sectionOf(file.intents).store === 'postgres' && hasLogin)
    faults.push({
      path: ['intents', 'store'],
      message: 'postgres needs secrets.keys in production, which seal the tokens of logins that gateways share there',
    });
  return faults;
}

/** One header bears one scheme. */
function basicFaults({ credentials, dialect }: Section, path: Path): LooseFault[] {
  if (isAbsent(sectionOf(credentials).basic)) return [];
  const { header } = sectionOf(sectionOf(dialect).token);
  if (typeof header === 'string' && header.toLowerCase() !== 'authorization') return [];
  const message = 'takes the header Authorization: the token needs another one, as dialect.token: { header: X-Token }';
  return [{ path: [...path, 'credentials', 'basic'], message }];
}

function duplicates(rows: readonly Row[], list: string, field: string): LooseFault[] {
  const seen = new Set<string>();
  return rows.flatMap(({ row, index }) => {
    const value = row[field];
    if (typeof value !== 'string') return [];
    const isRepeated = seen.size === seen.add(value.toLowerCase()).size;
    return isRepeated ? [{ path: [...list.split('.'), index, field], message: `another entry has this ${field}` }] : [];
  });
}

function timeZoneFaults(name: string, path: Path): LooseFault[] {
  try {
    zone(name);
    return [];
  } catch {
    const hint = didYouMean(name, Intl.supportedValuesOf('timeZone'));
    return [{ path, message: `no such time zone${hint}; use an IANA name such as Europe/Moscow` }];
  }
}

function addressFaults(written: string, upstream: Section, path: Path): LooseFault[] {
  const fault = (message: string): LooseFault[] => [{ path, message }];
  if (!URL.canParse(written) || !/^https?:\/\//i.test(written)) {
    return fault('must be an http or https address, such as https://bonus.example/api/v0');
  }
  const url = new URL(written);
  if (url.username || url.password) return fault('must hold no login or password: use credentials');
  if (url.search || url.hash || /[?#]/.test(written)) return fault('must end with the base path: no ? and no #');
  const place = hostClass(url.hostname);
  const faults: LooseFault[] = [];
  if (url.protocol === 'http:' && Object.keys(sectionOf(upstream.tls)).length > 0) {
    faults.push(...fault('http has no certificate: use https, or leave out upstream.tls'));
  }
  if (url.protocol === 'http:' && place !== 'loopback' && upstream.allowHttp !== true) {
    faults.push(...fault('http is for loopback only: use https, or set upstream.allowHttp'));
  }
  if (place === 'private' && upstream.allowPrivate !== true && !isListed(upstream.allowedAddresses, url.hostname)) {
    faults.push(...fault('a private address needs upstream.allowedAddresses or upstream.allowPrivate'));
  }
  return faults;
}

/** A list with a fault is reported by its own option. */
function isListed(ranges: unknown, host: string): boolean {
  try {
    return addressList(listOf(ranges).map(String))(host);
  } catch {
    return true;
  }
}

import { DEFAULT_DIALECT, type DialectConfig } from '../config/dialect.ts';
import type { Diagnosis, Finding } from '../doctor/diagnosis.ts';
import { readDocumentHash } from '../doctor/drift/read-document-hash.ts';
import { asWritten } from '../doctor/propose/propose-dialect.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { ReloadableConfig } from '../tenants/reloadable-tenants.ts';
import { CHECKS } from './checks.ts';
import { type Conformity, conform } from './conform.ts';
import { refusalOf } from './refusals.ts';
import type { FeatureResult } from './verdict.ts';

export interface HoldOptions {
  readonly config: ReloadableConfig;
  readonly tenant: ReloadableConfig['tenants'][number];
  readonly diagnosis: Diagnosis;
  /** Where the document of the server stands, as it was given. */
  readonly openapi?: string | undefined;
  readonly clock?: Clock;
}

export interface Held {
  /** It refuses what stayed SUSPECT; `ok` only where something fits and nothing did. */
  readonly diagnosis: Diagnosis;
  /** Of the last proposal; null where no read was answered. */
  readonly conformity: Conformity | null;
}

/** Each round refuses what the one before found wrong. */
const MAX_ROUNDS = 3;

/** Holds the answers of a server against each other under the proposed dialect, and refuses what contradicts itself. */
export async function holdProposal(options: HoldOptions): Promise<Held> {
  const { config, tenant, diagnosis, clock } = options;
  if (!diagnosis.isReached) return { diagnosis, conformity: null };
  let held = diagnosis;
  let conformity: Conformity | null = null;
  let isTold = false;
  const refused = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const dialect = withSomeUnit({ ...DEFAULT_DIALECT, ...held.dialect });
    const { baseUrl = tenant.baseUrl } = held.place;
    const checks = hasUnproven(held.dialect)
      ? CHECKS.filter(({ feature }) => !OF_UNITS.test(feature) && !refused.has(feature))
      : CHECKS;
    conformity = await conform({ config, tenant: { ...tenant, baseUrl, dialect }, checks, ...(clock && { clock }) });
    const suspects = conformity.features.filter((one) => one.verdict === 'SUSPECT' && !isOwnOrder(one));
    for (const { feature } of suspects) refused.add(feature);
    const isCounted = conformity.features.some(isCountedWalk);
    const next = refuse(held, suspects, isCounted);
    const isSame = JSON.stringify(next.dialect) === JSON.stringify(held.dialect);
    // Where nothing was told, nothing is vouched for.
    isTold = conformity.features.some(({ verdict }) => verdict === 'FITS');
    held = isTold ? next : { ...next, ok: false };
    if (isSame) break;
  }
  return { diagnosis: await checked(held, isTold, options), conformity };
}

const OF_UNITS = /^amounts\.|^report\.amounts|balanceDetails/;

type Units = Partial<Pick<DialectConfig, 'moneyUnit' | 'money'>>;

function hasUnproven({ moneyUnit, money = {} }: Units): boolean {
  return [moneyUnit, ...Object.values(money)].includes('unproven');
}

/** Amounts of any unit let the rest of the rows be held against itself: roubles read whole numbers, fractions and texts. */
function withSomeUnit(dialect: DialectConfig): DialectConfig {
  const known = (unit: DialectConfig['moneyUnit']) => (unit === 'unproven' ? 'roubles' : unit);
  const money = Object.fromEntries(Object.entries(dialect.money).map(([resource, unit]) => [resource, known(unit)]));
  return { ...dialect, moneyUnit: known(dialect.moneyUnit), money };
}

/**
 * What the gateway compares with the server from now on. The document is read as the gateway will read it, under the last proposal:
 * what it does not use is not relevant.
 */
async function checked(
  diagnosis: Diagnosis,
  isTold: boolean,
  { tenant, openapi, clock = systemClock }: HoldOptions,
): Promise<Diagnosis> {
  const { findings, dialect, place } = diagnosis;
  const isRight =
    isTold && !hasUnproven(dialect) && findings.every(({ code }) => code !== 'READS_WRONG' && code !== 'DIALECT_FAILS');
  const conform = isRight ? new Date(clock.now()).toISOString().slice(0, 10) : null;
  const { baseUrl = tenant.baseUrl } = place;
  const { credentials, upstream } = tenant;
  const whole = { ...DEFAULT_DIALECT, ...dialect };
  const document = await readDocumentHash({ baseUrl, credentials, dialect: whole, openapi, limits: upstream, clock });
  if (document === null && conform === null) return diagnosis;
  const given = document !== null && openapi !== undefined ? { openapi } : {};
  return { ...diagnosis, dialect: { ...dialect, checked: { document, ...given, conform } } };
}

/** Nobody asked for an order: a walk may come in the server's own, and one that is asked for is an error of its field. */
function isOwnOrder({ feature, text }: FeatureResult): boolean {
  return feature === 'cards.walk' && text.includes('order of their ids');
}

function isCountedWalk({ feature, verdict, text }: FeatureResult): boolean {
  return feature === 'cards.walk' && verdict === 'FITS' && / cards? of \d+,/.test(text);
}

function refuse(diagnosis: Diagnosis, suspects: readonly FeatureResult[], isCounted: boolean): Diagnosis {
  if (suspects.length === 0) return diagnosis;
  const missing = new Set(diagnosis.dialect.missing);
  const money = { ...diagnosis.dialect.money };
  const [values, names] = [{ ...diagnosis.dialect.values }, { ...diagnosis.dialect.names }];
  const known = new Set(diagnosis.findings.map(({ text }) => text));
  const findings = suspects.map((suspect): Finding => {
    const refusal = refusalOf(suspect, { values: diagnosis.dialect.values, isCounted });
    for (const entry of refusal.missing) missing.add(entry);
    for (const resource of refusal.unproven) money[resource] = 'unproven';
    for (const property of refusal.unread) {
      delete values[property];
      delete names[property];
    }
    const { feature, operation, text } = suspect;
    return {
      code: 'READS_WRONG',
      severity: 'error',
      operation,
      text: `${feature}: ${text}. To serve it: ${refusal.advice}`,
    };
  });
  const kept = { ...diagnosis.dialect, missing: [...missing], money, values, names };
  return {
    ...diagnosis,
    ok: false,
    dialect: asWritten({ ...DEFAULT_DIALECT, ...kept }),
    findings: [...findings.filter(({ text }) => !known.has(text)), ...diagnosis.findings],
  };
}

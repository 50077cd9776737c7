import { DEFAULT_DIALECT } from '../config/dialect.ts';
import type { OperationId } from '../contract/schemas.ts';
import type { Diagnosis, Finding } from '../doctor/diagnosis.ts';
import type { Clock } from '../lib/clock.ts';
import type { ReloadableConfig } from '../tenants/reloadable-tenants.ts';
import { type Conformity, conform } from './conform.ts';
import type { FeatureResult } from './verdict.ts';

export interface HoldOptions {
  readonly config: ReloadableConfig;
  readonly tenant: ReloadableConfig['tenants'][number];
  readonly diagnosis: Diagnosis;
  readonly clock?: Clock;
}

export interface Held {
  /** With every operation missing that stayed SUSPECT; `ok` only where nothing is. */
  readonly diagnosis: Diagnosis;
  /** Of the last proposal; null where the server cannot be served at all. */
  readonly conformity: Conformity | null;
}

/** Each round refuses what the one before found wrong. */
const MAX_ROUNDS = 3;

/** Holds the answers of a server against each other under the proposed dialect, and refuses what contradicts itself. */
export async function holdProposal({ config, tenant, diagnosis, clock }: HoldOptions): Promise<Held> {
  if (!diagnosis.canServe) return { diagnosis, conformity: null };
  let held = diagnosis;
  let conformity: Conformity | null = null;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const dialect = { ...DEFAULT_DIALECT, ...held.dialect };
    const baseUrl = held.baseUrl ?? tenant.baseUrl;
    conformity = await conform({ config, tenant: { ...tenant, baseUrl, dialect }, ...(clock && { clock }) });
    const suspects = conformity.features.filter(({ verdict }) => verdict === 'SUSPECT');
    if (suspects.length === 0) break;
    const refused = refuse(held, suspects);
    const isLess = missingOf(refused).length > missingOf(held).length;
    held = refused;
    // What no missing operation refuses would be the same again.
    if (!isLess) break;
  }
  return { diagnosis: held, conformity };
}

function refuse(diagnosis: Diagnosis, suspects: readonly FeatureResult[]): Diagnosis {
  const missing = new Set(missingOf(diagnosis));
  const known = new Set(diagnosis.findings.map(({ text }) => text));
  const findings = suspects.map((suspect): Finding => {
    for (const operation of refusedBy(suspect)) missing.add(operation);
    const { feature, operation, text } = suspect;
    return { code: 'READS_WRONG', severity: 'error', operation, text: `${feature}: ${text}; ${adviceOf(feature)}` };
  });
  return {
    ...diagnosis,
    ok: false,
    dialect: { ...diagnosis.dialect, missing: [...missing] },
    findings: [...findings.filter(({ text }) => !known.has(text)), ...diagnosis.findings],
  };
}

function missingOf({ dialect }: Diagnosis): readonly OperationId[] {
  return (dialect.missing ?? []) as readonly OperationId[];
}

/** A row is as wrong as the list that shows it. */
function refusedBy({ operation }: FeatureResult): readonly OperationId[] {
  if (operation === 'operations.list') return ['operations.list', 'operations.get'];
  return operation === null ? [] : [operation];
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/signs/, 'an adapter gives amounts their sign: answer() by the property that says debit or credit'],
  [/walk|end/, 'the lines paging, maxLimit and total, or an adapter for cursors'],
  [/period/, 'the lines forms.dateTime and dateBounds'],
  [/phone/, 'the line forms.phone, or an adapter'],
  [/by\./, 'the line parameters, or an adapter: request() names the filter'],
  [/unit|amount/, 'the lines moneyUnit and money'],
  [/kind/, 'the line values'],
];

function adviceOf(feature: string): string {
  return ADVICE.find(([pattern]) => pattern.test(feature))?.[1] ?? 'the lines names and values, or an adapter';
}

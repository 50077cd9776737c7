import type { DialectConfig } from '../../config/dialect.ts';
import { AMOUNTS } from '../../contract/names.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import type { AmountsSeen, Survey } from './survey.ts';

export type Units = Pick<DialectConfig, 'moneyUnit' | 'money'>;
type Unit = Units['moneyUnit'];

export interface UnitsOptions {
  readonly configured: DialectConfig;
  /** Options that the operator wrote, also those that are the default. */
  readonly written: ReadonlySet<string>;
  readonly survey: Survey;
  /** What a balance that somebody knows proves, of cards. */
  readonly balance: 'kopecks' | 'roubles' | null;
}

/**
 * The unit of each resource: by fractions, by the words of the document, by a balance that somebody knows, or by what the
 * operator wrote and nothing contradicts. Whole numbers prove nothing, so without those it is unproven.
 */
export function proposeUnits({ configured, written, survey, balance }: UnitsOptions): Units {
  const units = new Map<string, Unit>();
  const cards = survey.money.get('Account');
  const inKopecks = cards ? (balance ?? provenUnit(cards)) === 'kopecks' && cards.odd > 0 : false;
  const moves = survey.money.get('Operation');
  const [first, second] = [cards && provenUnit(cards), moves && provenUnit(moves)];
  // Two resources that prove the same unit speak for the rest.
  const agreed = first && first === second ? first : null;
  for (const [resource, seen] of survey.money) {
    if (!AMOUNTS.includes(resource)) continue;
    const own = configured.money[resource] ?? (written.has('moneyUnit') ? configured.moneyUnit : null);
    const known = resource === 'Account' ? balance : null;
    // Somebody refuses the amounts of this resource, whatever they prove: their signs may be wrong.
    if (known === null && configured.money[resource] === 'unproven') {
      units.set(resource, 'unproven');
      continue;
    }
    const proven = known ?? provenUnit(seen);
    // Balances with single kopecks are no sums of whole roubles.
    const implied = agreed ?? (inKopecks && seen.fractions === 0 && seen.odd > 0 ? 'kopecks' : null);
    const unit =
      known === null && isServing(own, seen) ? own : (proven ?? implied ?? (isSeen(seen) ? 'unproven' : null));
    if (unit !== null) units.set(resource, unit);
  }
  const { unitOf } = resolveDialect({ ...configured, paths: {} });
  // Nothing differs from what is written, however it is spelt.
  if ([...units].every(([resource, unit]) => unitOf([resource], '') === unit)) {
    return { moneyUnit: configured.moneyUnit, money: configured.money };
  }
  const moneyUnit = usualUnit([...units.values()], written.has('moneyUnit') ? configured.moneyUnit : null);
  const unobserved = Object.entries(configured.money).filter(([key]) => !units.has(key));
  const others = [...units].filter(([, unit]) => unit !== moneyUnit);
  return { moneyUnit, money: Object.fromEntries([...unobserved, ...others]) };
}

const isSeen = ({ fractions, wholes }: AmountsSeen): boolean => fractions + wholes > 0;

function provenUnit({ fractions, named }: AmountsSeen): 'kopecks' | 'roubles' | null {
  if (fractions > 0) return 'roubles';
  const [unit] = named;
  return named.size === 1 && unit !== undefined ? unit : null;
}

/** Whether nothing contradicts what is written; a document may, but a person who looks at the server weighs more. */
function isServing(own: Unit | null, { fractions }: AmountsSeen): own is Unit {
  return own === 'roubles' || (own === 'kopecks' && fractions === 0);
}

/** What is written holds where it can; one unproven unit makes all unproven that nothing proves. */
function usualUnit(units: readonly Unit[], written: Unit | null): Unit {
  if (written !== null && units.includes(written)) return written;
  if (units.includes('unproven')) return 'unproven';
  return units.filter((unit) => unit === 'roubles').length * 2 > units.length ? 'roubles' : (units[0] ?? 'kopecks');
}

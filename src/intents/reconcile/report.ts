import type { Intent } from '../intent.ts';
import type { Logger } from '../services.ts';

/** Logs what operators must know, without reason and amount. */
export function report(logger: Logger, before: Intent, { tenant, marker, state, alarm, evidence }: Intent): void {
  const facts = { tenant, marker, state };
  if (alarm !== null && alarm !== before.alarm)
    logger.error({ ...facts, alarm, rows: evidence.otherIds }, 'a value move raised an alarm');
  else if (state === 'STUCK' && before.state !== 'STUCK')
    logger.error({ ...facts, why: evidence.why }, 'the outcome of a move cannot be known');
  else if (state !== before.state) logger.info(facts, 'the outcome of a move is known');
}

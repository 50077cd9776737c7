import { endStop } from '../store/units-stop.ts';
import { decideByHand, type OperatorOptions, rowOf } from './operator-options.ts';
import { OperatorError, type OperatorRequest } from './request.ts';

/**
 * Puts an alarm away: it is no longer listed or counted, and stays in the trail. An orphan no longer stops moves like it. The marker of
 * a stop for mixed units ends the stop.
 */
export async function acknowledge(
  options: OperatorOptions,
  { marker, by, because }: Extract<OperatorRequest, { action: 'ack' }>,
): Promise<string[]> {
  const tenant = await endStop(options.store, marker);
  if (tenant !== null) {
    options.logger.warn({ tenant, marker, by, because }, 'an operator says that units are right: value moves go on');
    return [`${tenant}: its value moves go on, with amounts as the configuration has them.`];
  }
  const row = await rowOf(options, marker);
  const { alarm } = row;
  if (alarm === null) throw new OperatorError(`the move ${marker} has no alarm; its state is ${row.state}`);
  const at = options.clock.now();
  const entry = { action: 'ACKNOWLEDGED', by, at, because, alarm, seen: null } as const;
  await decideByHand(options, row, { entry, change: { alarm: null } });
  await options.store.watch();
  return [`${marker}: the alarm ${alarm} is acknowledged.`];
}

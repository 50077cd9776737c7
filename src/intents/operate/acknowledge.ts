import { decideByHand, type OperatorOptions, rowOf } from './operator-options.ts';
import { OperatorError, type OperatorRequest } from './request.ts';

/** Puts an alarm away: it is no longer listed or counted, and stays in the trail. An orphan no longer stops moves like it. */
export async function acknowledge(
  options: OperatorOptions,
  { marker, by, because }: Extract<OperatorRequest, { action: 'ack' }>,
): Promise<string[]> {
  const row = await rowOf(options, marker);
  const { alarm } = row;
  if (alarm === null) throw new OperatorError(`the move ${marker} has no alarm; its state is ${row.state}`);
  const at = options.clock.now();
  const entry = { action: 'ACKNOWLEDGED', by, at, because, alarm, seen: null } as const;
  await decideByHand(options, row, { entry, change: { alarm: null } });
  await options.store.watch();
  return [`${marker}: the alarm ${alarm} is acknowledged.`];
}

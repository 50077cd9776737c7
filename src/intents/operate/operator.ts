import { IntentStoreError } from '../store/store-error.ts';
import { endStop } from '../store/units-stop.ts';
import { adopt } from './adopt.ts';
import { decideByHand, type OperatorOptions, rowOf } from './operator-options.ts';
import { OperatorError, type OperatorRequest, readOperatorRequest } from './request.ts';
import { settle } from './settle.ts';

/** Carries out one request; resolves with lines for the operator. Rejects with OperatorError where it cannot be. */
export type Operate = (request: OperatorRequest) => Promise<readonly string[]>;

export function createOperate(options: OperatorOptions): Operate {
  return (request) => {
    if (request.action === 'settle') return settle(options, request);
    return request.action === 'ack' ? acknowledge(options, request) : adopt(options, request);
  };
}

export type OperatorAnswer = { readonly lines: readonly string[] } | { readonly refused: string };

/** The same for what came over HTTP, as one value: a failure is an answer, never an exception. */
export async function answerOperator(operate: Operate, body: unknown): Promise<OperatorAnswer> {
  try {
    return { lines: await operate(readOperatorRequest(body)) };
  } catch (error) {
    if (error instanceof OperatorError || error instanceof IntentStoreError) return { refused: error.message };
    throw error;
  }
}

/**
 * Puts an alarm away: it is no longer listed or counted, and stays in the trail. An orphan no longer stops moves like it. The marker of
 * a stop for mixed units ends the stop.
 */
async function acknowledge(
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

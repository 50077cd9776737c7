import type { UpstreamLimits } from '../config/upstream-limits.ts';
import type { Clock } from '../lib/clock.ts';
import { createAdaptedSend } from './adapter/adapted-send.ts';
import type { AdapterFault } from './adapter/adapter-fault.ts';
import type { LoadedAdapter } from './adapter/load-adapter.ts';
import type { AnswerLimits } from './answer-limits.ts';
import type { Credentials } from './auth/tokens.ts';
import type { Dialect } from './codec/dialect.ts';
import { createErrorFieldNames } from './codec/names/error-field-names.ts';
import type { UpstreamCounters } from './counters.ts';
import type { AnswerMemory } from './http/answer-bytes.ts';
import { createClockSkew } from './http/clock-skew.ts';
import { countFailures, createExchange, createSendCall } from './http/send-call.ts';
import { createTransport } from './http/transport.ts';
import { createPipeline } from './interceptors/pipeline.ts';

/** An adapter, and who hears of its faults. */
export interface AdapterOptions {
  /** Changes calls and answers, for what the dialect cannot say. */
  readonly adapter?: LoadedAdapter | undefined;
  /** Called when a function of the adapter fails. */
  readonly onAdapterFault?: ((fault: AdapterFault) => void) | undefined;
}

export interface SenderOptions extends AdapterOptions {
  readonly origin: string;
  readonly credentials: Credentials;
  readonly dialect: Dialect;
  readonly limits: UpstreamLimits;
  readonly answerLimits: AnswerLimits;
  readonly memory: AnswerMemory;
  readonly counters: UpstreamCounters;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The way of an encoded call: the interceptors, then one HTTP exchange, through the adapter where the server has one. */
export function createSender(options: SenderOptions) {
  const { origin, dialect, limits, answerLimits, memory, counters, clock, random, adapter } = options;
  const onFault = options.onAdapterFault ?? (() => undefined);
  const clockSkew = createClockSkew(clock);
  const transport = createTransport({ origin, limits, clock, memory, basic: options.credentials.basic });
  const exchange = createExchange({ transport, counters, clockSkew, limits: answerLimits, clock });
  const classify = { dialect, clock, fieldNames: createErrorFieldNames(dialect) };
  const sendCall = adapter
    ? createAdaptedSend({ ...classify, adapter, exchange, limits: answerLimits, onFault })
    : createSendCall(exchange, classify);
  const pipeline = createPipeline({ sendCall: countFailures(sendCall, counters), limits, clock, random, counters });
  return {
    send: pipeline.send,
    status: () => ({ ...pipeline.status(), clockSkewMs: clockSkew.milliseconds() }),
    close: transport.close,
  };
}

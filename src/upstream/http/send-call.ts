import type { Clock } from '../../lib/clock.ts';
import type { UpstreamCounters } from '../counters.ts';
import { UpstreamError } from '../errors.ts';
import type { RawAnswer, Send } from './call.ts';
import type { Judge } from './classify.ts';
import type { Transport } from './transport.ts';

export interface ExchangerOptions {
  readonly transport: Transport;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly counters: UpstreamCounters;
  /** Told the server's clock and ours, of every answer that has a Date. */
  readonly onDate: (date: string, now: number) => void;
}

/** The innermost Send: one HTTP exchange, judged and counted. */
export function createExchanger({ transport, judge, clock, counters, onDate }: ExchangerOptions): Send {
  return async (exchange): Promise<RawAnswer> => {
    const { operation, endpoint, target, body, stats } = exchange;
    const headers = ['accept', 'application/json', 'user-agent', 'probonus-gateway'];
    if (exchange.authorization !== undefined) headers.push('authorization', exchange.authorization);
    if (body !== null) headers.push('content-type', 'application/json');
    const { timeoutMs, deadline, signal } = exchange;
    const request = { method: endpoint.method, target, headers, body, timeoutMs, deadline, signal };

    counters.calls[operation] = (counters.calls[operation] ?? 0) + 1;
    if (stats) {
      stats.calls++;
      stats.byOperation[operation] = (stats.byOperation[operation] ?? 0) + 1;
    }
    const begun = clock.now();
    try {
      const answer = await transport.send(endpoint.class, request);
      if (answer.date !== undefined) onDate(answer.date, clock.now());
      return judge.answer(exchange, answer);
    } catch (lost) {
      const error = judge.loss(exchange, lost);
      if (error instanceof UpstreamError) counters.failures[error.kind] = (counters.failures[error.kind] ?? 0) + 1;
      throw error;
    } finally {
      if (stats) stats.milliseconds += clock.now() - begun;
    }
  };
}

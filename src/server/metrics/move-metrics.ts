import type { PeopleBudgets } from '../../graph/people/people-budget.ts';
import type { Intents } from '../../intents/intents.ts';
import type { Clock } from '../../lib/clock.ts';
import type { DefineMetrics, Sample } from './read-metric.ts';

export interface MoveSources {
  readonly intents: ReturnType<Intents['status']>;
  readonly people: ReturnType<PeopleBudgets['status']>;
  readonly examinations: Readonly<Record<string, number>>;
}

/** States that are counted: those of moves without an outcome. */
const OPEN = ['SENDING', 'UNKNOWN', 'STUCK', 'WAITING'];

/** Value moves and their log, and the budgets of people asked for. */
export function defineMoveMetrics(
  { counter, gauge }: DefineMetrics,
  { clock, sources }: { clock: Clock; sources: () => MoveSources | undefined },
): void {
  const counts = () => sources()?.intents.counts ?? [];
  const open = (value: (row: { count: number; oldest: number }) => number, of: (...values: number[]) => number) =>
    OPEN.map((state): Sample => {
      const values = counts()
        .filter((row) => row.state === state)
        .map(value);
      return [{ state }, values.length === 0 ? 0 : of(...values)];
    });
  const sum = (...values: number[]) => values.reduce((total, value) => total + value, 0);

  gauge({
    name: 'probonus_value_moves',
    help: 'Value moves without an outcome, by state; STUCK ones wait for an operator',
    labels: ['state'],
    read: () => open(({ count }) => count, sum),
  });
  gauge({
    name: 'probonus_value_move_age_seconds',
    help: 'Age of the oldest of them',
    labels: ['state'],
    read: () => open(({ oldest }) => Math.max(0, clock.now() - oldest) / 1000, Math.max),
  });
  gauge({
    name: 'probonus_value_move_alarms',
    help: 'Value moves with an alarm that nobody has acknowledged',
    labels: ['alarm'],
    read: () => counts().flatMap(({ alarm, count }): Sample[] => (alarm === null ? [] : [[{ alarm }, count]])),
  });
  counter({
    name: 'probonus_value_moves_unaudited_total',
    help: 'Refused value moves that nobody audits, as there were too many in an hour',
    read: () => [[{}, sources()?.intents.unaudited ?? 0]],
  });
  gauge({
    name: 'probonus_intent_log_up',
    help: '1 where the log of value moves can be written, else 0: value moves are refused',
    read: () => [[{}, sources()?.intents.fault == null ? 1 : 0]],
  });
  gauge({
    name: 'probonus_tenants_not_verbatim',
    help: 'Tenants whose server does not return reasons as they were sent',
    read: () => [[{}, sources()?.intents.notVerbatim.length ?? 0]],
  });
  counter({
    name: 'probonus_examinations_total',
    help: 'Daily examinations of tenants in use; SUSPECT: answers of a server contradict each other',
    labels: ['verdict'],
    read: () => Object.entries(sources()?.examinations ?? {}).map(([verdict, count]): Sample => [{ verdict }, count]),
  });
  gauge({
    name: 'probonus_people_budget_used_ratio',
    help: 'People asked for within the hour as a part of the budget, of the credential that has used most of its own',
    read: () => [[{}, Math.max(0, ...(sources()?.people ?? []).map(({ asked, limit }) => asked / limit))]],
  });
  gauge({
    name: 'probonus_people_refused',
    help: 'Refusals of credentials that have asked for too many people, of those that asked within the hour',
    read: () => [[{}, sum(...(sources()?.people ?? []).map(({ refused }) => refused))]],
  });
}

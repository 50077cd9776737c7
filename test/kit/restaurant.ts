import { onTestFinished } from 'vitest';
import type { DialectConfig } from '../../src/config/dialect.ts';
import type { IdType } from '../../src/graph/ids/global-id.ts';
import { encodeId } from '../../src/graph/ids/global-id.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { standingClock, type TestClock } from './clock.ts';
import { createGraph, tenantConfig } from './graph.ts';

export interface Restaurant {
  sandbox: Sandbox;
  graph: ReturnType<typeof createGraph>;
  ask: ReturnType<typeof createGraph>['ask'];
  /** What `ask` gives, less what is empty: the whole answer and the upstream calls that it cost. */
  see(...question: Parameters<ReturnType<typeof createGraph>['ask']>): Promise<Seen>;
  clock: TestClock;
  /** The global id of something in this restaurant. */
  id(type: IdType, local: number | string): string;
  close(): Promise<void>;
}

export interface Seen {
  data: Record<string, unknown> | null | undefined;
  errors?: string[];
  calls: Partial<Record<string, number>>;
}

export interface RestaurantOptions extends Omit<SandboxOptions, 'clock' | 'dialect'> {
  slug?: string;
  dialect?: Partial<DialectConfig>;
  /** The time at which it stands still. */
  iso?: string;
}

/** A sandbox and the schema on it, both at one standing clock. The caller closes it. */
export async function openRestaurant(options: RestaurantOptions = {}): Promise<Restaurant> {
  const { slug = 'saturn', dialect = {}, iso, ...rest } = options;
  const clock = standingClock(iso);
  const sandbox = await createSandbox({ clock, faultClock: clock, size: 'small', ...rest });
  const graph = createGraph(
    [tenantConfig(sandbox.url, { slug, dialect, ...(rest.timeZone ? { timeZone: rest.timeZone } : {}) })],
    { clock },
  );
  return {
    sandbox,
    graph,
    ask: graph.ask,
    async see(...question) {
      const { data, errors, calls } = await graph.ask(...question);
      return { data, ...(errors.length > 0 ? { errors } : {}), calls };
    },
    clock,
    id: (type, local) => encodeId(slug, type, local),
    async close() {
      await graph.close();
      await sandbox.close();
    },
  };
}

/** The same, closed when the test ends. */
export async function givenRestaurant(options: RestaurantOptions = {}): Promise<Restaurant> {
  const restaurant = await openRestaurant(options);
  onTestFinished(() => restaurant.close());
  return restaurant;
}

import { type ExecutionResult, execute, type GraphQLError, parse } from 'graphql';
import { ROLES } from '../config/scopes.ts';
import { schema } from '../domain/schema.ts';
import { type ContextOptions, createContextFactory, type GatewayContext } from '../graph/context.ts';
import { publicError } from '../graph/errors.ts';
import { createPeopleBudgets } from '../graph/people/people-budget.ts';
import type { Clock } from '../lib/clock.ts';
import { memoize } from '../lib/memoize.ts';
import type { Principal } from '../tenants/principal.ts';
import { createReloadableTenants, type ReloadableConfig } from '../tenants/reloadable-tenants.ts';

/** The graph did not answer a field: its public code and reason, without a text of the server. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Asks the graph within this process. */
export interface Asker {
  /** The data; throws a Refusal for any error of the answer. */
  ask<T>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
  /** The same, with null in place of nested fields that failed; throws where a root field did. */
  askWhole<T>(document: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
}

/** Asks the graph of one tenant, and counts upstream calls. */
export interface GraphClient extends Asker {
  readonly clock: Clock;
  /** Raises the number of upstream calls that may be spent in all. */
  allow(calls: number): void;
  readonly calls: number;
  /** Whether rows of other values came for a filter: it is applied here then, after a first answer that may lack rows. */
  misreads(filter: string): boolean;
  /** References of rows that led to nothing so far. */
  unknownReferences(): number;
  close(): Promise<void>;
}

export interface GraphClientOptions {
  /** One tenant, and the limits of its configuration. */
  readonly config: ReloadableConfig;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A principal of its own that reads and never writes: there is no log of value moves behind it. */
export function createGraphClient({ config, clock, signal }: GraphClientOptions): GraphClient {
  const [tenant] = config.tenants;
  if (!tenant) throw new RangeError('there is no tenant');
  const own = { ...config, apiKeys: [], guestTokens: null, staffSessions: null };
  const { tenants, credentials, staff } = createReloadableTenants(own, { clock });
  const people = createPeopleBudgets({ clock });
  return createClientOn({ tenants, credentials, staff, people, clock }, { slug: tenant.slug, signal });
}

/** The same within a running gateway: the tenant keeps its client, tokens, breakers and queue. */
export function createClientOn(
  shared: Omit<ContextOptions, 'intents'>,
  { slug, signal }: { slug: string; signal: AbortSignal },
): GraphClient {
  const { tenants, clock } = shared;
  const createContext = createContextFactory({ ...shared, intents: READ_ONLY });
  const scopes = new Set(ROLES.analytics);
  const principal: Principal = { kind: 'API_KEY', id: 'conform', tenant: slug, name: 'conform', scopes };
  let calls = 0;
  let allowed = 0;

  const asker = createAsker(
    () => {
      if (signal.aborted) throw new Refusal('not asked: the time is up');
      if (calls >= allowed) throw new Refusal(`not asked: ${allowed} calls were spent`);
      const limits = { maxCalls: allowed - calls, maxObjects: Number.POSITIVE_INFINITY };
      return createContext({ requestId: 'conform', principal, signal, limits });
    },
    ({ callStats }) => {
      calls += callStats.calls;
    },
  );

  return {
    ...asker,
    clock,
    allow(number) {
      allowed = number;
    },
    get calls() {
      return calls;
    },
    misreads: (filter) => tenants.get(slug)?.client.misreadFilters.has(filter) === true,
    unknownReferences: () => tenants.get(slug)?.dataIssues.get('unknown_reference') ?? 0,
    close: () => tenants.close(),
  };
}

/** `contextOf` makes the context of each question; `onAnswer` sees it afterwards. */
export function createAsker(
  contextOf: () => GatewayContext,
  onAnswer: (context: GatewayContext) => void = () => {},
): Asker {
  const parsed = memoize(parse);
  const run = async (source: string, variableValues: Readonly<Record<string, unknown>>): Promise<ExecutionResult> => {
    const contextValue = contextOf();
    const result = await execute({ schema, document: parsed(source), variableValues, contextValue });
    onAnswer(contextValue);
    return result;
  };
  return {
    async ask<T>(source: string, variables = {}) {
      const { data, errors } = await run(source, variables);
      if (errors?.[0]) throw refusalOf(errors[0]);
      return data as T;
    },
    async askWhole<T>(source: string, variables = {}) {
      const { data, errors = [] } = await run(source, variables);
      const ofRoot = errors.find(({ path }) => data == null || path === undefined || data[path[0] ?? ''] == null);
      if (ofRoot) throw refusalOf(ofRoot);
      return data as T;
    },
  };
}

function refusalOf(error: GraphQLError): Refusal {
  const { code = 'INTERNAL_SERVER_ERROR', reason, operation } = publicError(error)?.extensions ?? {};
  const words = [code, reason, operation && `(${String(operation)})`].filter((word) => word != null);
  return new Refusal(words.join(' '));
}

const refuse = async () => {
  throw new Refusal('conform never moves value');
};
const READ_ONLY = {
  move: refuse,
  reverse: refuse,
  find: async () => null,
  keysOf: async () => [],
  stripMarker: (_tenant: string, reason: string) => reason,
};

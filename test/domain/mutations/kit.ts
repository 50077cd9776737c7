import { onTestFinished } from 'vitest';
import type { DialectConfig } from '../../../src/config/dialect.ts';
import type { Role } from '../../../src/config/scopes.ts';
import { encodeId, type IdType } from '../../../src/graph/ids/global-id.ts';
import type { SandboxDialect } from '../../../src/sandbox/dialect/dialect.ts';
import type { FaultRule } from '../../../src/sandbox/http/faults.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { standingClock } from '../../kit/clock.ts';
import { type Answer, createGraph, tenantConfig } from '../../kit/graph.ts';
import type { RestaurantOptions } from '../../kit/restaurant.ts';

type Input = Readonly<Record<string, unknown>>;

/** What a mutation gave: its result, the errors, and the upstream calls. */
export interface Told {
  readonly result: Record<string, unknown> | null;
  readonly errors?: readonly string[];
  readonly calls: Answer['calls'];
}

export interface House {
  readonly sandbox: Sandbox;
  readonly ask: ReturnType<typeof createGraph>['ask'];
  /** `mutation { name(input) { __typename …selection, and of a failure code and path } }` */
  mutate(name: string, input: Input, selection?: string, who?: { role?: Role }): Promise<Told>;
  /** Writes that reached the server: `operation` and its body, oldest first. */
  writes(): { operation: string | null; body: unknown }[];
  /** How often each write reached it. */
  writeCounts(): Record<string, number>;
  id(type: IdType, local: number | string): string;
  /** `extensions` of the first error. */
  extensions(name: string, input: Input): Promise<Record<string, unknown> | undefined>;
  /** The server is bad in this way. */
  fault(rule: FaultRule): void;
}

/** A restaurant with short timeouts and warm dictionaries, closed when the test ends. */
export async function givenHouse(
  options: RestaurantOptions & { timeoutMs?: number; deadlineMs?: number; cold?: boolean } = {},
): Promise<House> {
  const { slug = 'saturn', dialect = {}, iso, timeoutMs = 2000, deadlineMs = 4000, cold = false, ...rest } = options;
  const clock = standingClock(iso);
  const sandbox = await createSandbox({
    clock,
    faultClock: clock,
    size: 'small',
    dialect: sandboxDialect(dialect),
    ...rest,
  });
  const limits = { ...tenantConfig(sandbox.url).upstream, timeoutMs, deadlineMs };
  const graph = createGraph([tenantConfig(sandbox.url, { slug, dialect, upstream: limits })], { clock });
  onTestFinished(async () => {
    await graph.close();
    await sandbox.close();
  });
  if (!cold) {
    await graph.ask('{ identifierTypes { id } groups { id } discounts { id } tags { id } settings { language } }');
    sandbox.clearCalls();
  }
  const isWrite = (call: { method: string; operationId: string | null }) =>
    call.method !== 'GET' && !call.operationId?.startsWith('auth.');
  const run = (name: string, input: Input, selection: string, who: { role?: Role } = {}) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const source = `mutation ($input: ${type}Input!) { ${name}(input: $input) {
      __typename ... on UserError { code path } ... on ${type}Payload { ${selection} } } }`;
    return graph.ask(source, { input }, who);
  };
  return {
    sandbox,
    ask: graph.ask,
    async mutate(name, input, selection = '__typename', who) {
      const { data, errors, calls } = await run(name, input, selection, who);
      const result = (data?.[name] ?? null) as Told['result'];
      return { result, ...(errors.length > 0 ? { errors } : {}), calls };
    },
    writes: () => sandbox.calls.filter(isWrite).map(({ operationId, body }) => ({ operation: operationId, body })),
    writeCounts() {
      const counts: Record<string, number> = {};
      for (const call of sandbox.calls.filter(isWrite)) {
        const name = call.operationId ?? 'unknown';
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
    id: (type, local) => encodeId(slug, type, local),
    async extensions(name, input) {
      const { result } = await run(name, input, '__typename');
      return result.errors?.[0]?.extensions;
    },
    fault(rule) {
      sandbox.faults.add(rule);
    },
  };
}

/** The same words on the other side of the wire. */
function sandboxDialect({ listEnvelope: _, ...shared }: Partial<DialectConfig>): Partial<SandboxDialect> {
  return shared;
}

export const account = ({ sandbox }: House, id: number) => {
  const found = sandbox.accounts().find((row) => row.id === id);
  if (!found) throw new Error(`no account ${id}`);
  return found;
};

/** The text at this place of a result. Throws where there is none. */
export function textAt({ result }: Told, ...path: readonly string[]): string {
  const found = path.reduce<unknown>((at, part) => (at as Record<string, unknown> | null)?.[part], result);
  if (typeof found !== 'string') throw new Error(`no text at ${path.join('.')}`);
  return found;
}

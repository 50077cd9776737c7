import * as z from 'zod';
import { section } from './section.ts';

/** What differs between one ProBonus server and the contract; the words of the file, so that `doctor` can propose it as it stands. */
export interface DialectConfig {
  /** Case of property and query-parameter names; values never change case. */
  readonly keyCase: 'camel' | 'snake';
  readonly moneyUnit: 'kopecks' | 'roubles';
  /** `auto` accepts both `{items,total}` and a bare array. */
  readonly listEnvelope: 'auto' | 'items' | 'array';
  /** Whether `accounts.list` takes `ids`. */
  readonly idsFilter: boolean;
  /** Whether `operations.list` takes `accountIds`. */
  readonly operationIdsFilter: boolean;
  /** Rows of the largest page. */
  readonly maxLimit: number;
  readonly numericIdentifiers: boolean;
  /** How the Authorization scheme is spelt. */
  readonly authScheme: string;
  /** Statuses that mean "log in again". */
  readonly unauthorized: readonly number[];
  /** Operation id → `"METHOD /path"`, with the contract's placeholders. */
  readonly paths: Readonly<Record<string, string>>;
  /** `Resource.property` → the server's name. */
  readonly names: Readonly<Record<string, string>>;
  /** `<operation id>.<parameter>` → the server's name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** `Resource.property` → our value → the server's. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  /** Operation ids this server lacks. */
  readonly missing: readonly string[];
}

/** The contract itself: every default of a dialect, in one place. */
export const DEFAULT_DIALECT: DialectConfig = {
  keyCase: 'camel',
  moneyUnit: 'kopecks',
  listEnvelope: 'auto',
  idsFilter: true,
  operationIdsFilter: true,
  maxLimit: 1000,
  numericIdentifiers: false,
  authScheme: 'bearer',
  unauthorized: [401],
  paths: {},
  names: {},
  parameters: {},
  values: {},
  missing: [],
};

const wireName = z.string().regex(/^[^\s.]{1,64}$/, 'must be a name without spaces or dots');
const d = DEFAULT_DIALECT;

/** Shapes only; that operations, resources and parameters exist is for the cross-checks. */
export const dialectShape = section({
  keyCase: z.enum(['camel', 'snake']).default(d.keyCase),
  moneyUnit: z.enum(['kopecks', 'roubles']).default(d.moneyUnit),
  listEnvelope: z.enum(['auto', 'items', 'array']).default(d.listEnvelope),
  idsFilter: z.boolean().default(d.idsFilter),
  operationIdsFilter: z.boolean().default(d.operationIdsFilter),
  maxLimit: z.int().min(1).max(1_000_000).default(d.maxLimit),
  numericIdentifiers: z.boolean().default(d.numericIdentifiers),
  authScheme: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'must be one word, such as bearer')
    .default(d.authScheme),
  unauthorized: z
    .array(z.int().min(400).max(499))
    .min(1)
    .default([...d.unauthorized]),
  paths: z
    .record(
      z.string(),
      z
        .string()
        .regex(/^(GET|POST|PUT|PATCH|DELETE) \/[^\s?#]*$/, 'must read "METHOD /path", such as "POST /accounts/add"'),
    )
    .default({}),
  names: z.record(z.string(), wireName).default({}),
  parameters: z.record(z.string(), wireName).default({}),
  values: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).default({}),
  missing: z.array(z.string()).default([]),
});

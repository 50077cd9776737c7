import * as z from 'zod';
import { isLine } from '../contract/endpoints.ts';
import { optional, type Parsed, section } from './section.ts';

const wireName = z.string().regex(/^[^\s.]{1,64}$/, 'must be a name without spaces or dots');
const inner = '[^\\s.,[\\]]{1,64}';
const path = `${inner}(?:\\.${inner})*`;
const place = z
  .string()
  .regex(
    new RegExp(`^(?:${path}|\\[ *${path}(?: *, *${path})* *\\])$`),
    'must be a name, a path such as group.id, or a list such as "[phone1, phone2]"',
  );
const scheme = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'must be one word, such as bearer');
const line = z
  .string()
  .refine(isLine, 'must read "METHOD /path", such as "POST /accounts/add" or "GET /accounts/get?id={id}"');
const unit = z.enum(['kopecks', 'roubles', 'unproven']);
/** Headers of the connection and those that every call bears; `Authorization` may bear the token without a scheme. */
const TAKEN_HEADERS =
  /^(?:accept(?:-.*)?|connection|content-.*|cookie2?|date|expect|host|keep-alive|proxy-.*|te|trailers?|transfer-encoding|upgrade|user-agent|via)$/i;
const header = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must be the name of a header, such as X-Token');
const wireValue = z.union([z.string(), z.number(), z.boolean()]);

/** Shapes and defaults; the defaults are the contract. Cross-checks decide whether operations, resources and parameters exist. */
export const dialectShape = section({
  keyCase: z
    .enum(['camel', 'snake'])
    .default('camel')
    .describe('Case of property and query-parameter names, `camel` or `snake`; values keep their case'),
  moneyUnit: unit
    .default('kopecks')
    .describe(
      'Unit of amounts: `kopecks`, `roubles`, or `unproven`, which fails amounts with `UPSTREAM_MALFORMED` and refuses value moves',
    ),
  money: z
    .record(z.string(), unit)
    .default({})
    .describe(
      '`Resource` or `Resource.property` → unit of its amounts, in place of `moneyUnit`; `ReportTable` for all reports, `ReportTable.balance` for their column `balance`',
    ),
  listEnvelope: z
    .enum(['auto', 'items', 'array'])
    .default('auto')
    .describe('Form of lists: `items` is `{items,total}`, `array` a bare array; `auto` accepts both'),
  total: z
    .union(
      [
        z.enum(['body', 'none']),
        section({ header: header.describe('Header of a list that bears its total, also as `0-24/319`') }),
      ],
      'must be body, none or { header: NAME }',
    )
    .default('body')
    .describe('Where a list has its total: `body` (the default), `none`, or a header'),
  idsFilter: z.boolean().default(true).describe('Whether `accounts.list` takes `ids`'),
  operationIdsFilter: z.boolean().default(true).describe('Whether `operations.list` takes `accountIds`'),
  repeatedLists: z
    .boolean()
    .default(false)
    .describe('Whether lists in a query are repeated, `ids=1&ids=2`, in place of `ids=1,2`'),
  paging: section({
    offset: wireName.describe('Parameter that numbers the pages'),
    limit: wireName.describe('Parameter of the rows of a page'),
    from: z.int().min(0).max(1).default(1).describe('Number of the first page'),
  })
    .nullable()
    .default(null)
    .describe('Numbered pages in place of `offset` and `limit`'),
  maxLimit: z.int().min(1).max(1_000_000).default(1000).describe('Rows of the largest page'),
  numericIdentifiers: z.boolean().default(false).describe('Whether identifier values are JSON numbers'),
  authScheme: scheme.default('bearer').describe('Spelling of the `Authorization` scheme'),
  login: z
    .enum(['json', 'form'])
    .default('json')
    .describe('Body of `auth.login`: `json`, or `form` with `username` and `password` as OAuth 2 has it'),
  token: section({
    header: header
      .refine((name) => !TAKEN_HEADERS.test(name), 'this header has another meaning: no token can stand in it')
      .describe('Header that bears the token, without a scheme'),
  })
    .nullable()
    .default(null)
    .describe('In place of `Authorization` with a scheme'),
  unauthorized: z.array(z.int().min(400).max(499)).min(1).default([401]).describe('Statuses that mean "log in again"'),
  leaveOut: z
    .record(z.string(), z.record(z.string().regex(/^[^\s[]{1,128}$/, 'must be a name or a path of names'), wireValue))
    .default({})
    .describe(
      'Resource → the server\'s property → value, of rows that are not there for us, such as `{ Account: { isDeleted: true } }`; `"*"` is any value. Totals and counts of it are null',
    ),
  update: z
    .enum(['auto', 'whole', 'partial'])
    .default('auto')
    .describe(
      'What an update of a guest or card sends. `partial`: what changes. `whole`: the other properties too, as they stand in the row. `auto`: what changes; the row is read before and after, what was cleared besides is put back, and updates are `whole` from then on',
    ),
  paths: z
    .record(z.string(), line)
    .default({})
    .describe("Operation id → `METHOD /path`, with the contract's placeholders in the path or in a query"),
  names: z
    .record(z.string(), place)
    .default({})
    .describe(
      "`Resource.property` → the server's name; or its path `group.id`, or for a list `[phone1, phone2]`, which query parameters leave alone",
    ),
  parameters: z.record(z.string(), wireName).default({}).describe("`operation.parameter` → the server's name"),
  forms: optional(
    section({
      phone: z
        .enum(['plain', 'eight'])
        .default('plain')
        .describe(
          'How Russian phones are asked for and written, `79000001042` or `89000001042`; identifiers are sent as they are',
        ),
      dateTime: z
        .enum(['local', 'utc', 'zoned', 'epoch', 'epochMs'])
        .default('local')
        .describe(
          'How times are asked for and written: `local` and `utc` without a zone, `zoned` with a `Z`, `epoch` in seconds, `epochMs`. Zone-less times of `utc` are read so, and numbers of both epochs; an offset always is',
        ),
    }),
  ),
  dateBounds: z
    .enum(['time', 'day'])
    .default('time')
    .describe(
      'What filters by time take: `day` asks from its day to the next; rows outside are dropped, and totals are null',
    ),
  values: z
    .record(z.string(), z.record(z.string(), wireValue))
    .default({})
    .describe("`Resource.property` → contract value → the server's value"),
  missing: z
    .array(z.string())
    .default([])
    .describe(
      'Operations that the server lacks, and query parameters that it ignores, such as `accounts.list.phone`; fields that need them fail with `UPSTREAM_UNSUPPORTED`',
    ),
  checked: section({
    document: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'must be what doctor wrote')
      .nullable()
      .default(null)
      .describe(
        'Hash of what its document says of the operations in use; `SERVER_CHANGED` is logged when it says something else',
      ),
    openapi: z
      .string()
      .refine(isPlaceOfDocument, 'must be a path that begins with /, or an http address')
      .optional()
      .describe('Where that document stands, as it was given to doctor; the usual places without it'),
    conform: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date, such as 2026-11-25')
      .nullable()
      .default(null)
      .describe('Day on which `conform` was last right, for readers and verbose readiness'),
  })
    .nullable()
    .default(null)
    .describe('What `doctor` examined, as it wrote it'),
  adapter: z
    .string()
    .regex(/^[^\0]{1,1000}\.m?js$/, 'must be the path of a module, such as ./adapters/saturn.mjs')
    .nullable()
    .default(null)
    .describe(
      'Module in the folder of this file that changes calls and answers, for what no line says: `docs/adapter.md`',
    ),
});

/** How one ProBonus server differs from the contract, in the words of the file, so that `doctor` can propose it as it stands. */
export type DialectConfig = Parsed<typeof dialectShape>;

/** The contract itself. */
export const DEFAULT_DIALECT: DialectConfig = dialectShape.parse({});

function isPlaceOfDocument(written: string): boolean {
  return /^(https?:\/)?\/(?!\/\/)/i.test(written) && URL.canParse(written, 'http://host');
}

import * as z from 'zod';
import { addressList } from '../lib/address.ts';
import type { Sources } from './secrets.ts';
import { optional, type Parsed, section } from './section.ts';
import { tlsShape } from './tenant/tls.ts';

/** The longest that a timer can wait. */
const MAX_MS = 2 ** 31 - 1;
const milliseconds = z.int().min(1).max(MAX_MS);
const KB = 1024;
const MB = 1024 * KB;
const bytes = z
  .int()
  .min(KB)
  .max(1024 * MB);
const count = z.int().min(0).max(1_000_000);
const share = z.number().min(0).max(1);

/** How one server is called. Each option can be set per tenant; times are milliseconds. */
export function upstreamLimitsShape(sources: Pick<Sources, 'baseDir' | 'readFile'>) {
  return section(
    {
      maxConcurrent: z.int().min(1).max(10_000).default(32).describe('Calls in flight to this server'),
      maxQueue: count.default(1000).describe('Calls that may wait for a free place'),
      writeShare: z.int().min(1).max(10_000).default(8).describe('One place of so many is reserved for writes'),
      connectTimeoutMs: milliseconds.default(1000).describe('Time to connect'),
      timeoutMs: milliseconds.default(5000).describe('Time until the headers of an answer, and again until its end'),
      deadlineMs: milliseconds
        .default(10_000)
        .describe('Time for a call with all its retries, where the caller sets none'),
      maxBytes: optional(
        section({
          row: bytes.default(256 * KB).describe('Bytes of an answer with one row'),
          page: bytes.default(2 * MB).describe('Bytes of an answer with a page of a list'),
          dictionary: bytes
            .default(8 * MB)
            .describe('Bytes of all pages of a dictionary: groups, types, tags and the like'),
          report: bytes.default(4 * MB).describe('Bytes of an answer with a page of a report'),
          document: bytes.default(8 * MB).describe("Bytes of the server's own API document, which `doctor` reads"),
          token: bytes.default(8 * KB).describe('Bytes of an access or refresh token'),
        }),
      ),
      maxValues: count.min(1000).default(100_000).describe('JSON values in one answer'),
      dictionaryRows: count.min(1).default(20_000).describe('Rows of all pages of a dictionary'),
      dictionaryTimeoutMs: milliseconds.default(30_000).describe('Time for all pages of a dictionary'),
      tls: optional(tlsShape(sources)),
      allowHttp: z.boolean().default(false).describe('Whether http is allowed beyond loopback'),
      allowPrivate: z
        .boolean()
        .default(false)
        .describe('Whether private addresses are allowed, and loopback behind a name'),
      allowedAddresses: z
        .array(z.string().refine(isAddress, 'must be an address or a range such as 10.1.2.0/24'))
        .default([])
        .describe('Private addresses and ranges, such as `10.1.2.0/24`, that are allowed nevertheless'),
      maxRetries: z.int().min(0).max(10).default(2).describe('Retries of a read after its first attempt'),
      retryBaseMs: milliseconds.default(50).describe('First step of the random wait between retries'),
      retryShare: share.default(0.2).describe('Share of the reads in `retryWindowMs` that may be retried'),
      retryFloor: count.default(3).describe('Retries in `retryWindowMs` that are always allowed'),
      retryWindowMs: milliseconds.default(10_000).describe('Window of the retry budget'),
      breakerCalls: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(20)
        .describe('Calls in `breakerWindowMs` before the circuit breaker may open'),
      breakerShare: share.default(0.5).describe('Share of failed calls that opens the circuit breaker'),
      breakerWindowMs: milliseconds.default(10_000).describe('Window of the circuit breaker'),
      breakerOpenMs: milliseconds
        .default(1000)
        .describe('Time the circuit breaker stays open; doubles after each failed probe'),
      breakerMaxOpenMs: milliseconds.default(10_000).describe('Longest time the circuit breaker stays open'),
      refreshAheadMs: milliseconds.default(60_000).describe('Time before the end of a token at which it is renewed'),
      refreshAheadShare: share
        .default(0.2)
        .describe('Share of its life that a token has left when it is renewed, where that is later'),
      loginBackoffMs: milliseconds
        .default(1000)
        .describe('Time without a login after the server refused one; doubles each time'),
      loginMaxBackoffMs: milliseconds.default(30_000).describe('Longest time without a login after a refusal'),
      loginAttemptsPerMinute: z.int().min(1).max(60).default(5).describe('Login attempts in a minute'),
      loginRetryMs: milliseconds.default(1000).describe('Time without a login after one that got no answer'),
      futileRenewalMs: milliseconds
        .default(5000)
        .describe('Time without a renewal after one that did not help: some servers forbid with a 401'),
      closeTimeoutMs: milliseconds.default(10_000).describe('Time that a shutdown waits for calls in flight'),
    },
    { maxAnswerBytes: 'was replaced by maxBytes: { row, page, dictionary, report, document, token }' },
  );
}

export type UpstreamLimits = Parsed<ReturnType<typeof upstreamLimitsShape>>;

export const DEFAULT_LIMITS: UpstreamLimits = upstreamLimitsShape({ baseDir: '', readFile: () => '' }).parse({});

function isAddress(written: string): boolean {
  try {
    addressList([written]);
    return true;
  } catch {
    return false;
  }
}

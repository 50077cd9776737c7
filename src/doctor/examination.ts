import type { DialectConfig } from '../config/dialect.ts';
import type { OperationId } from '../contract/schemas.ts';
import type { Clock } from '../lib/clock.ts';
import type { Zone } from '../lib/local-time.ts';
import type { UpstreamOptions } from '../upstream/client.ts';
import { resolveDialect } from '../upstream/codec/dialect.ts';
import { createRequestEncoder } from '../upstream/codec/encode-request.ts';
import { printCall } from '../upstream/codec/server-call.ts';
import type { Findings } from './diagnosis.ts';
import type { OperationMatch } from './match/match-operations.ts';
import { createProber, type Prober } from './probe/prober.ts';
import { type Observations, proposeDialect } from './propose/propose-dialect.ts';
import type { Survey } from './propose/survey.ts';
import type { RawClient, Read, TokenHeader } from './raw-client.ts';

/** The state of one examination: observations accumulate, and the proposed dialect follows from them. */
export interface Examination extends ExaminationOptions {
  /** Adds observations; they override earlier ones. */
  observe(observations: Observations): void;
  /** The dialect that follows from all observations so far. */
  dialect(): DialectConfig;
  /** An operation without parameters, in the configured proposal. */
  readOf(operation: OperationId): Read;
  prober(token: TokenHeader, dialect?: DialectConfig): Prober;
}

export interface ExaminationOptions {
  /** Options of the gateway's own client, for any dialect. */
  readonly upstream: Omit<UpstreamOptions, 'dialect'>;
  readonly configured: DialectConfig;
  /** Options of the dialect that the operator wrote. */
  readonly written: ReadonlySet<string>;
  readonly rawClient: RawClient;
  readonly basePath: string;
  readonly clock: Clock;
  readonly zone: Zone;
  readonly findings: Findings;
  readonly matches: Map<OperationId, OperationMatch>;
  readonly survey: Survey;
}

export function createExamination(options: ExaminationOptions): Examination {
  const { configured, written, matches, survey, rawClient, basePath, clock, zone } = options;
  let observations: Observations = {};
  const dialect = () => proposeDialect(configured, matches, survey, observations, written);
  return {
    ...options,
    dialect,
    observe(more) {
      observations = {
        ...observations,
        ...more,
        parameters: { ...observations.parameters, ...more.parameters },
        names: { ...observations.names, ...more.names },
      };
    },
    readOf(operation) {
      const { method, target } = printCall(createRequestEncoder(resolveDialect(dialect()), basePath)(operation, {}));
      return { target, isPost: method !== 'GET' };
    },
    prober: (token, other = dialect()) => createProber({ rawClient, dialect: other, basePath, clock, token, zone }),
  };
}

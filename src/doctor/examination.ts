import type { DialectConfig } from '../config/dialect.ts';
import type { OperationId } from '../contract/schemas.ts';
import type { Clock } from '../lib/clock.ts';
import type { Zone } from '../lib/local-time.ts';
import type { UpstreamOptions } from '../upstream/client.ts';
import { resolveDialect } from '../upstream/codec/dialect.ts';
import { createRequestEncoder } from '../upstream/codec/encode-request.ts';
import type { Findings } from './diagnosis.ts';
import type { Line } from './match/match-operations.ts';
import { createProber, type Prober } from './probe/prober.ts';
import { conclude, type Facts } from './propose/propose-dialect.ts';
import type { Survey } from './propose/survey.ts';
import type { Asker } from './raw-client.ts';

/** What is known of one server so far. Grows while it is examined. */
export interface Examination extends ExaminationOptions {
  /** What was found out adds to, and overrides, what was known before. */
  learn(facts: Facts): void;
  /** What all that is known adds up to. */
  dialect(): DialectConfig;
  /** The path of an operation without parameters, as the dialect has it now. */
  targetOf(operation: OperationId): string;
  prober(authorization: string, dialect?: DialectConfig): Prober;
}

export interface ExaminationOptions {
  /** For clients of our own, with whatever dialect. */
  readonly upstream: Omit<UpstreamOptions, 'dialect'>;
  readonly present: DialectConfig;
  readonly asker: Asker;
  readonly basePath: string;
  readonly clock: Clock;
  readonly zone: Zone;
  readonly findings: Findings;
  readonly lines: Map<OperationId, Line>;
  readonly survey: Survey;
}

export function createExamination(options: ExaminationOptions): Examination {
  const { present, lines, survey, asker, basePath, clock } = options;
  let facts: Facts = {};
  const dialect = () => conclude(present, lines, survey, facts);
  return {
    ...options,
    dialect,
    learn(more) {
      facts = {
        ...facts,
        ...more,
        parameters: { ...facts.parameters, ...more.parameters },
        names: { ...facts.names, ...more.names },
      };
    },
    targetOf: (operation) => createRequestEncoder(resolveDialect(dialect()), basePath)(operation, {}).target,
    prober: (authorization, other = dialect()) =>
      createProber({ asker, dialect: other, basePath, clock, authorization }),
  };
}

import type { GatewayConfig } from '../config/gateway-config.ts';
import type { OperatorAction } from '../server/http/operator.ts';
import { createExaminations, type Examinations } from './daily/examinations.ts';
import { examine } from './daily/examine.ts';
import { type ConformActionOptions, createConformAction } from './write/operator-action.ts';

export interface RunningConformOptions extends ConformActionOptions {
  readonly config: Pick<GatewayConfig, 'examination'>;
}

/** What conform does within a running gateway: `conform --write`, and the daily examination of tenants in use. */
export interface RunningConform {
  readonly operatorAction: OperatorAction;
  readonly counts: Examinations['counts'];
  stop(): Promise<void>;
}

export function createRunningConform(options: RunningConformOptions): RunningConform {
  const { config, ...shared } = options;
  const { daily, upstreamCalls: calls } = config.examination;
  const { clock, tenants } = shared;
  const examinations = daily
    ? createExaminations({
        clock,
        tenants,
        examine: (slug, signal) => examine({ shared, slug, calls, signal }),
      })
    : NONE;
  return {
    operatorAction: createConformAction(shared),
    counts: examinations.counts,
    stop: examinations.stop,
  };
}

const NONE: Examinations = { counts: { FITS: 0, SUSPECT: 0, UNTOLD: 0 }, stop: async () => {} };

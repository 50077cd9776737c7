import { IntentStoreError } from '../store/store-error.ts';
import { acknowledge } from './acknowledge.ts';
import { adopt } from './adopt.ts';
import type { OperatorOptions } from './operator-options.ts';
import { OperatorError, type OperatorRequest, readOperatorRequest } from './request.ts';
import { settle } from './settle.ts';

/** Carries out one request; resolves with lines for the operator. Rejects with OperatorError where it cannot be. */
export type Operate = (request: OperatorRequest) => Promise<readonly string[]>;

export function createOperate(options: OperatorOptions): Operate {
  return async (request) => {
    switch (request.action) {
      case 'settle':
        return settle(options, request);
      case 'ack':
        return acknowledge(options, request);
      case 'adopt':
        return adopt(options, request);
    }
  };
}

export type OperatorAnswer = { readonly lines: readonly string[] } | { readonly refused: string };

/** The same for what came over HTTP, as one value: a failure is an answer, never an exception. */
export async function answerOperator(operate: Operate, body: unknown): Promise<OperatorAnswer> {
  try {
    return { lines: await operate(readOperatorRequest(body)) };
  } catch (error) {
    if (error instanceof OperatorError || error instanceof IntentStoreError) return { refused: error.message };
    throw error;
  }
}

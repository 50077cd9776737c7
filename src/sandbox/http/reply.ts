import type { Fault, Problem } from './api-error.ts';
import { inPydantic2 } from './pydantic2.ts';

/** What goes out, before any fault spoils it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

const JSON_TYPE = 'application/json';

export const jsonAnswer = (text: string): Answer => ({
  status: 200,
  headers: { 'content-type': JSON_TYPE },
  body: text,
});

export function problemAnswer(problem: Problem, pydantic: 1 | 2 = 1): Answer {
  let { detail } = problem;
  if (problem.status === 422) {
    const faults = problem.detail as Fault[];
    detail = pydantic === 2 ? faults.map(inPydantic2) : faults.map(({ input: _, ...fault }) => fault);
  }
  return {
    status: problem.status,
    headers: { 'content-type': JSON_TYPE, ...problem.headers },
    body: JSON.stringify({ detail }),
  };
}

/** What Starlette says when the application raised: plain text, not JSON. */
export const crashAnswer: Answer = {
  status: 500,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'Internal Server Error',
};

import { parseMoney } from '../../lib/decimal.ts';
import { isRecord } from '../../lib/is-record.ts';
import { FAULT_ACTIONS, type FaultRule } from './faults.ts';

type Check = readonly [isRight: (value: unknown) => boolean, form: string];

const text: Check = [(value) => typeof value === 'string' && value !== '', 'a text'];
const count: Check = [(value) => Number.isSafeInteger(value) && Number(value) >= 0, 'a whole number, 0 or more'];
const oneOf = (...values: readonly string[]): Check => [
  (value) => values.includes(value as string),
  `one of ${values.join(', ')}`,
];

const CHECKS: { readonly [K in keyof Required<FaultRule>]: Check } = {
  operationId: text,
  method: text,
  path: text,
  amount: [(value) => typeof value === 'string' && parseMoney(value) !== null, 'an amount in quotes, such as "13.01"'],
  phone: [(value) => typeof value === 'string' && /^\d{10,15}$/.test(value), 'digits in quotes, such as "79009991399"'],
  skip: count,
  times: count,
  probability: [(value) => typeof value === 'number' && value >= 0 && value <= 1, 'a number, 0 to 1'],
  phase: oneOf('before', 'after'),
  latencyMs: count,
  jitterMs: count,
  do: oneOf(...FAULT_ACTIONS),
  status: [(value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599, 'a status, 200 to 599'],
  body: [() => true, ''],
  headers: [
    (value) => isRecord(value) && Object.values(value).every((one) => typeof one === 'string'),
    'names and texts',
  ],
  bytes: count,
  encoding: oneOf('gzip', 'deflate', 'br'),
  everyMs: count,
};

/** The rules of a file or a request: one, or a list. Or what is wrong with the first wrong one. */
export function readFaultRules(value: unknown): FaultRule[] | { readonly fault: string } {
  const rules = Array.isArray(value) ? value : [value];
  for (const [index, rule] of rules.entries()) {
    const place = `rule ${index + 1}`;
    if (!isRecord(rule)) return { fault: `${place} is no object` };
    for (const [key, given] of Object.entries(rule)) {
      if (!Object.hasOwn(CHECKS, key))
        return { fault: `${place}: unknown key ${key}; there are ${Object.keys(CHECKS).join(', ')}` };
      const [isRight, form] = CHECKS[key as keyof FaultRule];
      if (!isRight(given)) return { fault: `${place}: ${key} must be ${form}` };
    }
    if (rule.do === undefined && rule.latencyMs === undefined && rule.jitterMs === undefined)
      return { fault: `${place} does nothing: it needs do or latencyMs` };
  }
  return rules as FaultRule[];
}

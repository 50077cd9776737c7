import * as z from 'zod';
import type { Secret } from '../lib/secret.ts';
import { didYouMean, type LooseFault } from './faults.ts';

/** What a shape gives, read-only in depth. */
export type Parsed<Schema extends z.ZodType> = Immutable<z.output<Schema>>;
type Immutable<T> = T extends Secret ? T : { readonly [K in keyof T]: Immutable<T[K]> };

/** An object that refuses unknown keys, one message for each. `removed`: former keys, and what to use in their place. */
export function section<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  removed: Readonly<Record<string, string>> = {},
) {
  const names = Object.keys(shape);
  const messageOf = (key: string) =>
    Object.hasOwn(removed, key) ? removed[key] : `unknown key${didYouMean(key, names)}`;
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map(messageOf).join('\n') : undefined),
  });
}

/** A section that may be absent or empty. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((written) => written ?? {}, schema);
}

/** Parses, or reports all faults of shape at once. */
export function parseShape<Schema extends z.ZodType>(
  schema: Schema,
  written: unknown,
): { value: z.output<Schema> } | { faults: LooseFault[] } {
  const result = schema.safeParse(written, { error: message });
  return result.success ? { value: result.data } : { faults: result.error.issues.flatMap(toFaults) };
}

function toFaults(issue: z.core.$ZodIssue): LooseFault[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  const messages = issue.message.split('\n');
  return issue.keys.map((key, at) => ({
    path: [...issue.path, key],
    message: messages[at] ?? 'unknown key',
    atKey: true,
  }));
}

/** The message of an issue. Never repeats the written value: it may be a secret in the wrong place. */
function message(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `must be ${NAMES[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is required';
      return oneOf(issue.values.map(String), issue.input);
    case 'invalid_union':
      if ('discriminator' in issue) return oneOf(options(issue), undefined);
      return 'must be one of the values described';
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      return issue.origin === 'array' ? `must have at least ${issue.minimum}` : `must be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must be at most ${issue.maximum} characters long`
        : `must be at most ${issue.maximum}`;
    default:
      return undefined;
  }
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section',
  record: 'a section',
};

function kindOf(input: unknown): string {
  if (input === null) return 'empty';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number' && !Number.isInteger(input)) return 'a fraction';
  return NAMES[typeof input] ?? typeof input;
}

function oneOf(values: readonly string[], input: unknown): string {
  const hint = typeof input === 'string' ? didYouMean(input, values) : '';
  return `must be one of ${values.join(', ')}${hint}`;
}

function options(issue: z.core.$ZodRawIssue): string[] {
  const found = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  return found.map(String);
}

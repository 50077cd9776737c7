import { isWellFormed, plainText } from '../../lib/plain-text.ts';
import { badInput } from '../errors.ts';

/** A plain text within its limits and without characters that cannot be sent. Throws BAD_USER_INPUT. */
export function readText(text: string, field: string, limits: { min?: number; max: number }): string {
  const plain = plainText(text);
  const { min = 0, max } = limits;
  if (plain.length < min || plain.length > max || !isWellFormed(plain)) {
    throw badInput(`${field} must have ${min} to ${max} characters, without NUL or unpaired surrogates.`, {
      reason: 'INVALID_TEXT',
    });
  }
  return plain;
}

/** A text of an update: undefined keeps, null and an empty text clear. */
export function readOptionalText(
  text: string | null | undefined,
  field: string,
  max: number,
): string | null | undefined {
  return text == null ? text : readText(text, field, { max }) || null;
}

/** The properties that are not undefined: upstream does not change what is not sent. */
export function given<T extends object>(properties: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Partial<T>;
}

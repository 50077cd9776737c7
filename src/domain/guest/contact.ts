import { badInput } from '../../graph/errors.ts';
import { parsePhone } from '../../lib/phone.ts';

export const MAX_EMAIL = 254;

/** The digits of a phone in any common format. Throws BAD_USER_INPUT. */
export function readPhone(text: unknown): string {
  const phone = typeof text === 'string' ? parsePhone(text) : null;
  if (phone === null) throw badInput('A phone must have 10 to 15 digits.', { reason: 'INVALID_PHONE' });
  return phone;
}

export const invalidEmail = () => badInput('The e-mail address is not valid.', { reason: 'INVALID_EMAIL' });

import { isRecord } from '../../../lib/is-record.ts';

/** Whether an answer is a refusal though its status says success. */
export function isRefusalInside(answer: unknown): boolean {
  if (!isRecord(answer)) return false;
  const { success, ok, isSuccess, status, code, error, errors } = answer;
  if (success === false || ok === false || isSuccess === false) return true;
  if (typeof status === 'string' && /^(error|fail|failed|failure)$/i.test(status)) return true;
  if (typeof code === 'number' && code >= 400 && code < 600) return true;
  return (typeof error === 'string' && error !== '') || isRecord(error) || (Array.isArray(errors) && errors.length > 0);
}

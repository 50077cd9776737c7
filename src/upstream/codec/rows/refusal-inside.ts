import { isRecord } from '../../../lib/is-record.ts';

/** Whether an answer is a refusal though its status says success. */
export function isRefusalInside(answer: unknown): boolean {
  if (!isRecord(answer)) return false;
  const { success, ok, isSuccess, status, code, error, errors } = answer;
  if (success === false || ok === false || isSuccess === false) return true;
  if (typeof status === 'string' && /^(error|fail|failed|failure)$/i.test(status)) return true;
  if (/^[45]\d\d$/.test(String(code))) return true;
  return saysAny(error) || saysAny(errors);
}

/** What servers write for no error. */
const NONE = /^\s*(?:0|no|none|null|false|ok|success)?\s*$/i;

/** Whether anything in it is an error: a server may send the whole form, such as `{ "code": 0, "message": "" }`. */
function saysAny(error: unknown): boolean {
  if (typeof error === 'object' && error !== null) return Object.values(error).some(saysAny);
  return error != null && !NONE.test(String(error));
}

import { endpoints } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import type { Examination } from '../examination.ts';
import type { Reply } from '../raw-client.ts';
import { isRouteless } from './prober.ts';

/** No row has it. */
const NOBODY = '999999999999';

/**
 * Looks whether changes that nothing tells of are there, and changes nothing: a GET without a token and without a body, of a row
 * that is not there. Where something stands at the address, servers refuse the method; else they know no such address.
 */
export async function probeWrites({ matches, rawClient, basePath, dialect, findings }: Examination): Promise<void> {
  const { endpoint } = resolveDialect({ ...dialect(), missing: [] });
  const ask = (path: string) => rawClient.get(basePath + path.replace(/\{\w+\}/g, NOBODY));
  if (!isUnknown(await ask('/nothing/stands/here'))) return;
  const replies: [OperationId, Reply][] = [];
  for (const [operation, { state }] of matches) {
    const isUntold = endpoints[operation].class === 'write' && (state === 'absent' || state === 'assumed');
    if (isUntold) replies.push([operation, await ask(endpoint(operation).path)]);
  }
  // Where no method was refused, nobody knows whether this server does.
  if (!replies.some(([, reply]) => isRefusedMethod(reply))) return;
  for (const [operation, reply] of replies) {
    const isAssumed = matches.get(operation)?.state === 'assumed';
    const { method, path } = endpoint(operation);
    if (isRefusedMethod(reply) && isAssumed) matches.set(operation, { state: 'observed' });
    else if (isRefusedMethod(reply)) {
      const text = `the document does not list it, and something stands at ${method} ${path}`;
      findings.add('warning', 'OPERATION_HIDDEN', text, operation);
    } else if (isAssumed && isUnknown(reply)) matches.set(operation, { state: 'absent' });
  }
}

const isRefusedMethod = ({ status }: Reply): boolean => status === 405;
const isUnknown = (reply: Reply): boolean => reply.status === 404 && isRouteless(reply.json);

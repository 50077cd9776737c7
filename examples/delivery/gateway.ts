import { readFileSync } from 'node:fs';
import type * as documents from '../documents.ts';

/** The documents of this module: their files, and the types of their variables and data. */
interface Requests {
  'card-of-guest': [documents.CardOfGuestQueryVariables, documents.CardOfGuestQuery];
  withdraw: [documents.WithdrawMutationVariables, documents.WithdrawMutation];
  deposit: [documents.DepositMutationVariables, documents.DepositMutation];
  reverse: [documents.ReverseMutationVariables, documents.ReverseMutation];
}

/** The gateway answered, with an error. Any other error means that the answer is unknown. */
export class GatewayError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

const textOf = (name: string) =>
  readFileSync(new URL(`../operations/delivery/${name}.graphql`, import.meta.url), 'utf8');

/** One POST, with nothing but Node. */
export function createGateway(url: string, key: string) {
  return async <Name extends keyof Requests>(name: Name, variables: Requests[Name][0]): Promise<Requests[Name][1]> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: textOf(name), variables }),
      signal: AbortSignal.timeout(15_000),
    });
    const { data, errors = [] } = (await response.json()) as {
      data?: Requests[Name][1];
      errors?: { message: string; extensions?: { code?: string } }[];
    };
    const [error] = errors;
    if (error) throw new GatewayError(error.extensions?.code ?? 'UNKNOWN', error.message);
    if (!data) throw new Error(`no data (${response.status})`);
    return data;
  };
}

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** A client of the gateway: one POST, typed by the document. Rejects with the code and message of the first error. */
export function createClient(url: string, key: string) {
  return async <Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const { data, errors } = (await response.json()) as {
      data?: Data;
      errors?: { message: string; extensions: { code: string } }[];
    };
    const [error] = errors ?? [];
    if (error) throw new Error(`${error.extensions.code}: ${error.message}`);
    if (!data) throw new Error(`no data (${response.status})`);
    return data;
  };
}

import type { GraphQLError } from 'graphql';

const WITHHELD = 'The document or its variables are invalid. Details are withheld because they could quote a password.';

/** Whether errors about the text of a request may quote a password that stands in it. */
export function bearsPassword(query: string | undefined): boolean {
  return query?.includes('sessionLogin') === true;
}

/** The message of an error of such a request. graphql-js quotes values of documents and variables; our own texts never do. */
export function withholdValues({ message, path }: GraphQLError, code: unknown): string {
  const isAboutText =
    code === 'GRAPHQL_PARSE_FAILED' || code === 'GRAPHQL_VALIDATION_FAILED' || code === 'BAD_USER_INPUT';
  return isAboutText && (path === undefined || message.startsWith('Argument "')) ? WITHHELD : message;
}

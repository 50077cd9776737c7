import type { GraphQLError } from 'graphql';
import { codedError } from '../errors.ts';

/** Objects that one request has returned, and those that it may return. */
export class ObjectCount {
  readonly #limit: number;
  #returned = 0;
  #error: GraphQLError | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Counts objects of a field. Throws QUERY_TOO_COMPLEX beyond the limit; for a field that is not nullable only beyond twice
   * the limit, as its error would take away the object around it.
   */
  add(objects: number, isNullable: boolean): void {
    this.#returned += objects;
    if (this.#returned <= this.#limit || (!isNullable && this.#returned <= 2 * this.#limit)) return;
    // One for all: thousands of fields may fail.
    this.#error ??= codedError(
      'QUERY_TOO_COMPLEX',
      `This request would return more than ${this.#limit} objects. Request fewer fields or smaller pages.`,
      { limit: this.#limit, reason: 'OBJECTS' },
    );
    throw this.#error;
  }
}

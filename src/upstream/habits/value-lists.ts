/** Parameter of a filter by several values, such as `accounts.list.ids`. */
type Parameter = string;

/** How many values at once the filters of one server have shown to apply. */
export class ValueLists {
  readonly #most = new Map<Parameter, number>();
  readonly #proven = new Map<Parameter, number>();

  /** The most values that one call may bear. */
  most(parameter: Parameter): number {
    return this.#most.get(parameter) ?? Number.POSITIVE_INFINITY;
  }

  /** How many values at once are known to be applied. */
  proven(parameter: Parameter): number {
    return this.#proven.get(parameter) ?? 1;
  }

  /** So many values at once were seen to be applied. */
  prove(parameter: Parameter, count: number): void {
    this.#proven.set(parameter, Math.max(count, this.proven(parameter)));
  }

  /** No call may bear more values from now on. */
  limit(parameter: Parameter, most: number): void {
    this.#most.set(parameter, Math.max(1, Math.min(most, this.most(parameter))));
  }

  /**
   * The values, by their index, of which the answer does not prove that they have no rows. `hasRows`: of each value, in the
   * order asked. A server that applies only the first or last values gives no rows of others, so rows of two values prove those
   * between them.
   */
  doubtful(parameter: Parameter, hasRows: readonly boolean[]): number[] {
    const first = hasRows.indexOf(true);
    const last = hasRows.lastIndexOf(true);
    const span = first < 0 ? 0 : last - first + 1;
    this.prove(parameter, span);
    if (hasRows.length <= this.proven(parameter)) return [];
    return hasRows.flatMap((_, index) => (span === 0 || index < first || index > last ? [index] : []));
  }
}

/** Runs at most one `run` per key at a time; further callers get the same promise. A caller that gives up does not stop the flight. */
export class SingleFlight<K, V> {
  readonly #flights = new Map<K, Promise<V>>();

  do(key: K, run: () => Promise<V>): Promise<V> {
    const running = this.#flights.get(key);
    if (running) return running;
    const flight = run().finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }
}

/** A named part of a limiter: at most `cap` places for it and all shares inside it together. */
export interface Share {
  readonly name: string;
  readonly cap: number;
}

/** A place that was taken, to be given back with `leave`. */
export type { Branch as Place };

/** Called with the place, or with null when a newcomer of a shorter queue took its place in the queue. */
type OnTurn = (place: Branch | null) => void;

/**
 * Bounded concurrency for clients that do not know each other. Shares are nested, outermost first: a tenant, then its key. Their
 * caps are hard. The queue is common; it is served round robin by outer share, then by inner share.
 */
export class FairLimiter {
  readonly #root: Branch;
  readonly #maxWaiting: number;

  /** `maxWaiting`: requests that may wait, over all shares. */
  constructor({ size, maxWaiting }: { size: number; maxWaiting: number }) {
    this.#root = new Branch({ name: '', cap: size }, null);
    this.#maxWaiting = maxWaiting;
  }

  get active(): number {
    return this.#root.active;
  }

  get waiting(): number {
    return this.#root.waiting;
  }

  /** A place, if each of the shares has one. What waits already is blocked by another share, so nobody is overtaken. */
  tryEnter(shares: readonly Share[]): Branch | null {
    const leaf = this.#leafOf(shares);
    if (leaf.hasPlace()) return leaf.take();
    leaf.prune();
    return null;
  }

  /**
   * Waits for a place after `tryEnter` gave none. Gives a function that leaves the queue without a call of `onTurn`. Null where the
   * queue is full and no other queue is longer; else the last of the longest queue is refused.
   */
  wait(shares: readonly Share[], onTurn: OnTurn): (() => void) | null {
    const leaf = this.#leafOf(shares);
    if (this.waiting >= this.#maxWaiting) {
      const longest = this.#longerThan(leaf);
      const last = longest && [...longest.queue].at(-1);
      if (!last) {
        leaf.prune();
        return null;
      }
      longest.forget(last);
      last(null);
    }
    // A function of its own, as one caller may wait several times.
    const waiter: OnTurn = (place) => onTurn(place);
    leaf.remember(waiter);
    return () => leaf.forget(waiter);
  }

  leave(place: Branch): void {
    place.release();
    for (;;) {
      const next = this.#root.hasRoom() ? this.#root.next() : null;
      const [first] = next?.queue ?? [];
      if (!next || !first) return;
      const taken = next.take();
      next.forget(first);
      next.rotate();
      first(taken);
    }
  }

  #leafOf(shares: readonly Share[]): Branch {
    let branch = this.#root;
    for (const share of shares) branch = branch.child(share);
    return branch;
  }

  /** The longest queue, looked for by outer share, then by inner share; null where that is the newcomer's own. */
  #longerThan(newcomer: Branch): Branch | null {
    const own = newcomer.path();
    let branch = this.#root;
    for (let depth = 0; branch.waitingChildren.size > 0; depth += 1) {
      const mine = own[depth];
      let longest = mine;
      for (const child of branch.waitingChildren) if (!longest || child.waiting > longest.waiting) longest = child;
      if (!longest) return null;
      if (longest !== mine) own.length = 0;
      branch = longest;
    }
    return branch === newcomer ? null : branch;
  }
}

/** A share in use. A leaf has a queue, all others have children. */
class Branch {
  active = 0;
  waiting = 0;
  readonly queue = new Set<OnTurn>();
  /** The next to be served is the first. */
  readonly waitingChildren = new Set<Branch>();
  readonly #children = new Map<string, Branch>();
  readonly #share: Share;
  readonly #parent: Branch | null;

  constructor(share: Share, parent: Branch | null) {
    this.#share = share;
    this.#parent = parent;
  }

  child(share: Share): Branch {
    let child = this.#children.get(share.name);
    if (!child) {
      child = new Branch(share, this);
      this.#children.set(share.name, child);
    }
    return child;
  }

  /** From the outermost share to this one. */
  path(): Branch[] {
    return this.#parent ? [...this.#parent.path(), this] : [];
  }

  hasRoom(): boolean {
    return this.active < this.#share.cap;
  }

  /** Whether this share and each around it has room. */
  hasPlace(): boolean {
    return this.hasRoom() && (this.#parent?.hasPlace() ?? true);
  }

  take(): Branch {
    this.active += 1;
    this.#parent?.take();
    return this;
  }

  release(): void {
    this.active -= 1;
    this.#parent?.release();
    this.prune();
  }

  remember(waiter: OnTurn): void {
    this.queue.add(waiter);
    this.#count(1);
  }

  forget(waiter: OnTurn): void {
    if (!this.queue.delete(waiter)) return;
    this.#count(-1);
    this.prune();
  }

  /** The leaf whose turn it is, among those whose shares have room. */
  next(): Branch | null {
    if (this.waitingChildren.size === 0) return this;
    for (const child of this.waitingChildren) {
      const leaf = child.hasRoom() ? child.next() : null;
      if (leaf) return leaf;
    }
    return null;
  }

  /** Goes to the end of those that wait, and so does each share around it. */
  rotate(): void {
    const parent = this.#parent;
    if (parent?.waitingChildren.delete(this)) parent.waitingChildren.add(this);
    parent?.rotate();
  }

  /** Drops what nobody uses: there are as many shares as there are guests. */
  prune(): void {
    const parent = this.#parent;
    if (!parent || this.active > 0 || this.waiting > 0 || this.#children.size > 0) return;
    parent.#children.delete(this.#share.name);
    parent.prune();
  }

  #count(change: 1 | -1): void {
    const parent = this.#parent;
    this.waiting += change;
    if (this.waiting === 0) parent?.waitingChildren.delete(this);
    else parent?.waitingChildren.add(this);
    if (parent) parent.#count(change);
  }
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairLimiter, type Place, type Share } from '../../../src/lib/concurrency/fair-limiter.ts';

const share = (tenant: string, key: string, caps: readonly [tenant: number, key: number] = [99, 99]): Share[] => [
  { name: tenant, cap: caps[0] },
  { name: key, cap: caps[1] },
];

/** Waits and notes the name when its turn comes, or that it was pushed out of the queue. */
function inLine(limiter: FairLimiter, shares: readonly Share[], name: string, told: string[]): Place[] {
  const places: Place[] = [];
  limiter.wait(shares, (place) => {
    told.push(place ? name : `${name} refused`);
    if (place) places.push(place);
  });
  return places;
}

test('caps of outer and inner shares are hard, and one share at its cap does not hold up another', () => {
  const limiter = new FairLimiter({ size: 4, maxWaiting: 10 });
  const told: string[] = [];
  const a1 = share('a', '1', [2, 1]);
  const place = limiter.tryEnter(a1);
  expect(limiter.tryEnter(a1)).toBeNull();
  expect(limiter.tryEnter(share('a', '2', [2, 1]))).not.toBeNull();
  expect(limiter.tryEnter(share('a', '3', [2, 1]))).toBeNull();
  inLine(limiter, a1, 'a1', told);
  expect(limiter.tryEnter(share('b', '1', [2, 1]))).not.toBeNull();
  expect([limiter.active, limiter.waiting, told]).toEqual([3, 1, []]);
  if (place) limiter.leave(place);
  expect([limiter.active, limiter.waiting, told]).toEqual([3, 0, ['a1']]);
});

test('the queue is served by tenant, then by key, and of one key who came first goes first', () => {
  const limiter = new FairLimiter({ size: 1, maxWaiting: 20 });
  const told: string[] = [];
  const first = limiter.tryEnter(share('a', '1'));
  const names = ['a1 i', 'a1 ii', 'a1 iii', 'a1 iv', 'a2 i', 'a2 ii', 'b1 i', 'b1 ii', 'c1 i'];
  const held = names.map((name) => inLine(limiter, share(name[0] ?? '', name[1] ?? ''), name, told));
  if (first) limiter.leave(first);
  for (let turn = 1; turn < names.length; turn += 1) {
    const working = held.flatMap((places) => places.splice(0))[0];
    if (working) limiter.leave(working);
  }
  expect(told).toEqual(['a1 i', 'b1 i', 'c1 i', 'a2 i', 'b1 ii', 'a1 ii', 'a2 ii', 'a1 iii', 'a1 iv']);
});

test('a full queue gives the place of the last of the longest queue to a newcomer of a shorter one', () => {
  const limiter = new FairLimiter({ size: 1, maxWaiting: 4 });
  const told: string[] = [];
  limiter.tryEnter(share('a', '1'));
  for (const name of ['a1 i', 'a1 ii', 'a1 iii', 'a2 i']) inLine(limiter, share('a', name[1] ?? ''), name, told);
  expect(limiter.wait(share('a', '1'), () => {})).toBeNull();
  inLine(limiter, share('b', '1'), 'b1 i', told);
  inLine(limiter, share('a', '2'), 'a2 ii', told);
  expect(told).toEqual(['a1 iii refused', 'a1 ii refused']);
  expect([limiter.active, limiter.waiting]).toEqual([1, 4]);
});

test('who gives up leaves its place in the queue, and shares that nobody uses are forgotten', () => {
  const limiter = new FairLimiter({ size: 1, maxWaiting: 1 });
  const told: string[] = [];
  const place = limiter.tryEnter(share('a', '1'));
  const giveUp = limiter.wait(share('b', '1'), () => told.push('turn'));
  giveUp?.();
  giveUp?.();
  expect(limiter.waiting).toBe(0);
  if (place) limiter.leave(place);
  expect([told, limiter.active]).toEqual([[], 0]);
  expect(limiter.tryEnter(share('b', '1', [1, 1]))).not.toBeNull();
});

interface Request {
  readonly id: number;
  readonly shares: readonly Share[];
}

/** The same rules, said with flat lists and a tick for each share: when it began to wait or was served last. */
class Model {
  readonly told: string[] = [];
  working: Request[] = [];
  waiting: Request[] = [];
  readonly #ticks = new Map<string, number>();
  readonly #size: number;
  readonly #places: number;
  #tick = 0;

  constructor(size: number, places: number) {
    this.#size = size;
    this.#places = places;
  }

  enter(request: Request): void {
    if (this.#hasPlace(request)) {
      this.#begin(request);
      return;
    }
    if (this.waiting.length >= this.#places) {
      const last = this.#lastOfLongest(request);
      this.told.push(`${last?.id ?? request.id} refused`);
      if (!last) return;
      this.remove(last);
    }
    for (const name of pathsOf(request)) if (!this.#waits(name)) this.#ticks.set(name, ++this.#tick);
    this.waiting.push(request);
  }

  leave(request: Request): void {
    this.working = this.working.filter((each) => each !== request);
    for (;;) {
      const ready = this.waiting.filter((each) => this.#hasPlace(each));
      const [next] = ready.sort(
        (a, b) => this.#compare(a, b, 0) || this.#compare(a, b, 1) || this.waiting.indexOf(a) - this.waiting.indexOf(b),
      );
      if (!next) return;
      this.remove(next);
      for (const name of pathsOf(next)) this.#ticks.set(name, ++this.#tick);
      this.#begin(next);
    }
  }

  remove(request: Request): void {
    this.waiting = this.waiting.filter((each) => each !== request);
  }

  #begin(request: Request): void {
    this.working.push(request);
    this.told.push(`${request.id} begins`);
  }

  #compare(a: Request, b: Request, depth: number): number {
    return (this.#ticks.get(pathsOf(a)[depth] ?? '') ?? 0) - (this.#ticks.get(pathsOf(b)[depth] ?? '') ?? 0);
  }

  #waits(path: string): boolean {
    return this.waiting.some((each) => pathsOf(each).includes(path));
  }

  #hasPlace({ shares, id }: Request): boolean {
    const paths = pathsOf({ shares, id });
    const used = (path: string | undefined) => this.working.filter((each) => pathsOf(each).includes(path ?? '')).length;
    return this.working.length < this.#size && shares.every(({ cap }, depth) => used(paths[depth]) < cap);
  }

  #lastOfLongest(newcomer: Request): Request | undefined {
    let among = this.waiting;
    for (const depth of [0, 1]) {
      const own = pathsOf(newcomer)[depth] ?? '';
      const sizes = new Map([[own, 0]]);
      for (const each of among) {
        const path = pathsOf(each)[depth] ?? '';
        sizes.set(path, (sizes.get(path) ?? 0) + 1);
      }
      const most = Math.max(...sizes.values());
      const longest = [...sizes].filter(([, size]) => size === most).map(([path]) => path);
      const first = longest.sort((a, b) => (this.#ticks.get(a) ?? 0) - (this.#ticks.get(b) ?? 0))[0];
      const chosen = longest.includes(own) ? own : first;
      if (depth === 1 && chosen === own) return undefined;
      among = among.filter((each) => pathsOf(each)[depth] === chosen);
    }
    return among.at(-1);
  }
}

const pathsOf = ({ shares }: Request) =>
  shares.map((_, depth) =>
    shares
      .slice(0, depth + 1)
      .map(({ name }) => name)
      .join(' '),
  );

test('any order of arrivals, departures and clients that give up ends as the rules say', () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ tenant: fc.constantFrom('a', 'b', 'c'), key: fc.constantFrom('1', '2', '3') }),
    },
    { weight: 4, arbitrary: fc.record({ leave: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ giveUp: fc.nat(20) }) },
  );
  const sizes = fc.record({ size: fc.integer({ min: 1, max: 6 }), maxWaiting: fc.integer({ min: 0, max: 8 }) });
  fc.assert(
    fc.property(sizes, fc.array(step, { maxLength: 80 }), ({ size, maxWaiting }, steps) => {
      const limiter = new FairLimiter({ size, maxWaiting });
      const model = new Model(size, maxWaiting);
      const told: string[] = [];
      const places = new Map<number, Place>();
      const giveUps = new Map<number, () => void>();
      const begin = (id: number, place: Place) => {
        places.set(id, place);
        told.push(`${id} begins`);
      };
      for (const [id, one] of steps.entries()) {
        if ('tenant' in one) {
          const shares = share(one.tenant, one.key, [Math.max(1, size >> 1), Math.max(1, size >> 2)]);
          const place = limiter.tryEnter(shares);
          if (place) begin(id, place);
          else {
            const giveUp = limiter.wait(shares, (turn) => (turn ? begin(id, turn) : told.push(`${id} refused`)));
            if (giveUp) giveUps.set(id, giveUp);
            else told.push(`${id} refused`);
          }
          model.enter({ id, shares });
        } else if ('leave' in one) {
          const leaving = model.working[one.leave % Math.max(1, model.working.length)];
          const place = leaving && places.get(leaving.id);
          if (!leaving || !place) continue;
          limiter.leave(place);
          model.leave(leaving);
        } else {
          const tired = model.waiting[one.giveUp % Math.max(1, model.waiting.length)];
          if (!tired) continue;
          giveUps.get(tired.id)?.();
          model.remove(tired);
        }
        expect(told).toEqual(model.told);
        expect([limiter.active, limiter.waiting]).toEqual([model.working.length, model.waiting.length]);
      }
    }),
    { numRuns: 400 },
  );
});

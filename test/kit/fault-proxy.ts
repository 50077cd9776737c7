import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What the proxy does to the bytes that pass. All may be changed while connections are open; what is not given is off. */
export interface ProxyFaults {
  /** Before each piece is passed on, in either direction. */
  latencyMs?: number;
  /** Up to so much more, drawn from the seed. */
  jitterMs?: number;
  /** Of each direction of each connection. */
  bytesPerSecond?: number;
  /** The connection ends once so many bytes of it went to the server, or came back: exactly so many are passed on. */
  cutUpAfter?: number;
  cutDownAfter?: number;
  /**
   * reset: RST to every new connection, and to open ones at their next byte. blackHole: bytes are swallowed, nothing comes
   * back, the server sees nothing. applyThenCut: the server gets the request and answers; the client sees the connection
   * end. halfOpen: the server's side is gone and the client is not told. refuse: nobody listens.
   */
  mode?: 'reset' | 'blackHole' | 'applyThenCut' | 'halfOpen' | 'refuse';
}

export interface ProxyCounts {
  /** Accepted so far, and open now. */
  connections: number;
  open: number;
  /** Passed on to the server, and back to the client. */
  bytesUp: number;
  bytesDown: number;
}

export interface FaultProxy {
  readonly port: number;
  readonly origin: string;
  /** Takes the place of what was set before. */
  set(faults: ProxyFaults): Promise<void>;
  clear(): Promise<void>;
  counts(): ProxyCounts;
  /** RST to every open connection, once. */
  resetAll(): void;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP proxy at a free port before a port of this machine, or a Unix socket. It knows bytes and connections, no HTTP. */
export async function createFaultProxy(target: number | string, { seed = 1 } = {}): Promise<FaultProxy> {
  const random = seeded(seed);
  const place = typeof target === 'string' ? { path: target } : { port: target, host: '127.0.0.1' };
  const pairs = new Set<Pair>();
  const counts = { connections: 0, bytesUp: 0, bytesDown: 0 };
  let faults: ProxyFaults = {};

  const drop = (pair: Pair, how: 'fin' | 'rst') => {
    pairs.delete(pair);
    if (how === 'rst') pair.client.resetAndDestroy();
    else pair.client.destroy();
    pair.server.destroy();
  };

  const pass = (pair: Pair, direction: 'up' | 'down'): void => {
    const [from, to] = direction === 'up' ? [pair.client, pair.server] : [pair.server, pair.client];
    let passed = 0;
    let line = Promise.resolve();
    const handle = async (piece: Buffer): Promise<void> => {
      const delay = (faults.latencyMs ?? 0) + (faults.jitterMs ? random() * faults.jitterMs : 0);
      const slow = faults.bytesPerSecond ? (piece.length / faults.bytesPerSecond) * 1000 : 0;
      if (delay + slow > 0) await pause(delay + slow);
      if (!pairs.has(pair)) return;
      if (faults.mode === 'reset') return drop(pair, 'rst');
      if (faults.mode === 'applyThenCut' && direction === 'down') return drop(pair, 'fin');
      if (faults.mode === 'blackHole' || faults.mode === 'halfOpen') return;
      const limit = direction === 'up' ? faults.cutUpAfter : faults.cutDownAfter;
      const rest = limit === undefined ? piece.length : Math.max(0, limit - passed);
      const kept = piece.subarray(0, rest);
      passed += kept.length;
      counts[direction === 'up' ? 'bytesUp' : 'bytesDown'] += kept.length;
      if (kept.length > 0) await new Promise<void>((done) => to.write(kept, () => done()));
      if (rest < piece.length || passed === limit) drop(pair, 'fin');
    };
    from.on('data', (piece: Buffer) => {
      from.pause();
      line = line.then(() => handle(piece)).then(() => void (from.destroyed || from.resume()));
    });
    from.on('end', () => {
      line = line.then(() => void (faults.mode === 'halfOpen' || to.destroyed || to.end()));
    });
  };

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    counts.connections++;
    const server = connect({ ...place, allowHalfOpen: true });
    const pair = { client, server };
    pairs.add(pair);
    // Its errors are those that the test asked for.
    client.on('error', () => undefined);
    server.on('error', () => pairs.has(pair) && faults.mode !== 'halfOpen' && drop(pair, 'rst'));
    client.on('close', () => {
      pairs.delete(pair);
      server.destroy();
    });
    server.on('close', () => pairs.has(pair) && client.writableEnded && pairs.delete(pair));
    if (faults.mode === 'reset') return drop(pair, 'rst');
    if (faults.mode === 'halfOpen') server.destroy();
    pass(pair, 'up');
    pass(pair, 'down');
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(port, '127.0.0.1', () => {
        listener.off('error', reject);
        resolve();
      });
    });
  await listen(0);
  const { port } = listener.address() as AddressInfo;
  const stopListening = () => {
    if (listener.listening) listener.close();
  };
  const resetAll = () => {
    for (const pair of [...pairs]) drop(pair, 'rst');
  };

  const set = async (next: ProxyFaults): Promise<void> => {
    faults = { ...next };
    if (next.mode === 'halfOpen') for (const { server } of pairs) server.destroy();
    if (next.mode === 'refuse') {
      stopListening();
      resetAll();
    } else if (!listener.listening) await listen(port);
  };

  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    set,
    clear: () => set({}),
    counts: () => ({ ...counts, open: pairs.size }),
    resetAll,
    async close() {
      const closed = new Promise<void>((resolve) => (listener.listening ? listener.once('close', resolve) : resolve()));
      stopListening();
      for (const pair of [...pairs]) drop(pair, 'fin');
      await closed;
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** mulberry32: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

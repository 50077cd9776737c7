import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import { addressClass } from '../../../../src/lib/address.ts';
import { createFaultProxy, type FaultProxy } from '../../../kit/fault-proxy.ts';
import type { GivenOptions } from '../../../kit/given.ts';
import { type Certificate, certificatePath, tlsFront } from '../../../kit/tls-front.ts';
import { LOGIN, type Scene, TOKEN, type Way } from './way.ts';

const facts = { operation: 'accounts.list' };
const CA = { tls: { ca: certificatePath('ca') } };
const at = (port: number) => ({ url: `https://127.0.0.1:${port}/api/v0`, close: async () => {} });
const portOf = (url: string) => Number(new URL(url).port);

/** The file is changed and reloaded, and changed back. */
const byFile = (change: (scene: Scene) => Parameters<Scene['rewrite']>[0], more: Omit<Way, 'begin' | 'end'>): Way => ({
  ...more,
  async begin(scene) {
    scene.rewrite(change(scene));
    await scene.read();
  },
  async end(scene) {
    scene.rewrite();
    await scene.read();
  },
});

/** The server restarts with another certificate, and again with the right one. */
function byCertificate(certificate: Certificate, says: RegExp): Way {
  let front: Awaited<ReturnType<typeof tlsFront>> | undefined;
  const show = (name: Certificate) => async (scene: Scene) => {
    front?.show(name);
    front?.closeConnections();
    await scene.read();
  };
  return {
    facts,
    look: { command: 'doctor', says },
    options: {
      upstream: CA as never,
      async between({ origin }) {
        front = await tlsFront(origin);
        return at(front.port);
      },
    },
    begin: show(certificate),
    end: show('server'),
  };
}

/** A name that leads to this machine alone and does not say so, as a private zone has for a server. */
async function privateName() {
  for (const name of [hostname(), 'ip6-localhost', 'ip6-loopback', 'localhost.localdomain']) {
    const found = await lookup(name, { all: true }).catch(() => []);
    const isPrivate = found.length > 0 && found.every(({ address }) => addressClass(address) !== 'public');
    if (isPrivate) return { name, addresses: found.map(({ address }) => address) };
  }
  throw new Error('no name on this machine leads to a private address: add its host name to /etc/hosts');
}

/** The server cannot be reached, or does not let the gateway in. */
export const REACH = {
  CONNECTION_REFUSED: () => ({
    facts,
    options: { proxy: true },
    async begin({ proxy, read }) {
      await proxy?.set({ mode: 'refuse' });
      await read();
    },
    async end({ proxy, read }) {
      await proxy?.clear();
      await read();
    },
  }),
  // A firewall that drops what comes: the connection is taken, and nothing follows.
  UNREACHABLE() {
    let wall: FaultProxy | undefined;
    return {
      facts,
      options: {
        upstream: CA as never,
        async between({ origin }) {
          wall = await createFaultProxy((await tlsFront(origin)).port);
          return { ...at(wall.port), close: wall.close };
        },
      },
      async begin({ rewrite, read }) {
        await wall?.set({ mode: 'blackHole' });
        wall?.resetAll();
        rewrite({ upstream: { connectTimeoutMs: 100 } });
        await read();
      },
      async end({ rewrite, read }) {
        await wall?.clear();
        rewrite();
        await read();
      },
    };
  },
  DNS: () => byFile(() => ({ baseUrl: 'https://nothing.invalid/api/v0' }), { facts }),
  ADDRESS_REFUSED() {
    let found: Awaited<ReturnType<typeof privateName>> | undefined;
    const options = async (): Promise<GivenOptions> => {
      found = await privateName();
      const host = found.addresses[0]?.includes(':') ? '::' : '0.0.0.0';
      return {
        host,
        between: async ({ port }) => ({ url: `http://localhost:${port}/api/v0`, close: async () => {} }),
      };
    };
    const rewrite = ({ sandbox, rewrite }: Scene, allowedAddresses: readonly string[]) =>
      rewrite({
        baseUrl: `http://${found?.name}:${sandbox.port}/api/v0`,
        upstream: { allowHttp: true, allowedAddresses },
      });
    return {
      facts,
      options,
      async begin(scene) {
        rewrite(scene, []);
        await scene.read();
      },
      async end(scene) {
        rewrite(scene, found?.addresses ?? []);
        await scene.read();
      },
    };
  },
  CERTIFICATE_EXPIRED: () =>
    byCertificate('expired', /expired on 2021-01-01.* fingerprint that came is sha256:[0-9a-f]{64}/),
  CERTIFICATE_FOREIGN: () =>
    byCertificate('self-signed', /signed itself: write its fingerprint.* came is sha256:[0-9a-f]{64}/),
  TLS_FAILED: () =>
    byFile(({ sandbox }) => ({ baseUrl: at(portOf(sandbox.url)).url }), {
      facts,
      look: { command: 'doctor', says: /ERR_SSL_WRONG_VERSION_NUMBER/ },
    }),
  LOGIN_REFUSED: () =>
    byFile(() => ({ credentials: { login: LOGIN, password: 'canary-of-last-year' } }), {
      facts: { ...facts, status: 401 },
    }),
  // The token of an API user that was withdrawn in ProBonus.
  TOKEN_REFUSED: () =>
    byFile(() => ({ credentials: { token: 'canary-token-withdrawn' } }), {
      facts: { ...facts, status: 401 },
      options: { tenant: { credentials: { token: TOKEN } } },
    }),
} satisfies Record<string, () => Way>;

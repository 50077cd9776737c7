import { readFile } from 'node:fs/promises';

/** Bytes that the kernel has yet to deliver, by the local and the remote port of a connection. */
export type KernelQueues = ReadonlyMap<string, number>;

export function portsOf({
  localPort,
  remotePort,
}: {
  localPort?: number | undefined;
  remotePort?: number | undefined;
}) {
  return `${localPort} ${remotePort}`;
}

/**
 * A kernel takes megabytes from us before a slow client has read any, and asks for more only when a third of them has gone. Linux
 * tells how far it is; elsewhere the map is empty. Clients with the same port share an entry.
 */
export async function readKernelQueues(): Promise<KernelQueues> {
  const queues = new Map<string, number>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of (await readFile(table, 'latin1').catch(() => '')).split('\n').slice(1)) {
      const [, local = '', remote = '', , queued = ''] = line.trim().split(/\s+/);
      const ports = portsOf({ localPort: portOf(local), remotePort: portOf(remote) });
      queues.set(ports, (queues.get(ports) ?? 0) + Number.parseInt(queued, 16));
    }
  }
  return queues;
}

/** The port of an address such as `0100007F:1F90`. */
function portOf(address: string): number {
  return Number.parseInt(address.slice(address.indexOf(':') + 1), 16);
}

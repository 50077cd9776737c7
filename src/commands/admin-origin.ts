import type { GatewayConfig } from '../config/gateway-config.ts';

/** Where this machine reaches a running gateway for what only operators may see: its admin port, else its port over loopback. */
export function adminOrigin({ adminPort, adminHost, host, port }: GatewayConfig['server']): string {
  const listens = adminPort === null ? host : adminHost;
  const address = listens === '0.0.0.0' || listens === '::' ? '127.0.0.1' : listens;
  return `http://${address.includes(':') ? `[${address}]` : address}:${adminPort ?? port}`;
}

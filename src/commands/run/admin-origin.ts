import type { GatewayConfig } from '../../config/gateway-config.ts';

/** Where this machine reaches a running gateway for what only operators may see: its admin port, else its port over loopback. */
export function adminOrigin({ adminPort, adminHost, host, port }: GatewayConfig['server']): string {
  return originOf(adminPort === null ? host : adminHost, adminPort ?? port);
}

/** Where this machine reaches what listens there. */
export function originOf(host: string, port: number): string {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

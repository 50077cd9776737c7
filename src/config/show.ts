import { stringify } from 'yaml';
import { formatMoney } from '../lib/decimal.ts';
import type { GatewayConfig } from './gateway-config.ts';

/** Every value in force, in the form of the file. Secrets are hidden, so the text is no configuration. */
export function showConfig(config: GatewayConfig): string {
  const { path, production, server, tenants, apiKeys, ...rest } = config;
  const head = [`# ${path}`, `# ${production ? 'production' : 'not production'}, log level ${rest.log.level}`];
  const shown = {
    server,
    tenants: tenants.map(({ valueMoves, upstream, adapterFile: _adapterFile, ...tenant }) => ({
      ...tenant,
      upstream: { ...upstream, tls: { ...upstream.tls, ca: upstream.tls.ca?.path ?? null } },
      valueMoves: { ...valueMoves, maxAmount: formatMoney(valueMoves.maxAmount) },
    })),
    apiKeys: apiKeys.map(({ hash, ...key }) => ({ ...key, hash: `sha256:${hash}` })),
    ...rest,
    persistedOperations: { ...rest.persistedOperations, manifest: rest.persistedOperations.manifest?.path ?? null },
  };
  return `${head.join('\n')}\n${stringify(shown, { aliasDuplicateObjects: false, lineWidth: 0 })}`;
}

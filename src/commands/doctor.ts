import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writtenDialects } from '../config/checks/written-dialects.ts';
import type { TenantConfig } from '../config/gateway-config.ts';
import { holdProposal } from '../conform/hold-proposal.ts';
import type { Diagnosis } from '../doctor/diagnosis.ts';
import { type DoctorOptions, examine } from '../doctor/doctor.ts';
import { parseMoney } from '../lib/decimal.ts';
import { adapterOf } from '../upstream/adapter/load-adapter.ts';
import { checkDocuments } from './check-documents.ts';
import { type Command, UsageError } from './command.ts';
import { chosenTenants, readRunnable, requiredConfigPath } from './config-file.ts';
import { diagnosisText } from './print/diagnosis-text.ts';

/** Examines the servers of a configuration, and proposes the dialect of each. */
export const doctor: Command = {
  help: `Usage: probonus-gateway doctor --config gateway.yaml [--tenant saturn] [--all] [--json]

  --config FILE          the configuration; default: GATEWAY_CONFIG
  --tenant SLUG          only this tenant; can be repeated
  --check                only compares each server's document with dialect.checked: exit code 2 where it changed, 1 where
                         there is nothing to compare
  --all                  every finding and operation, not only what decides
  --json                 prints JSON: { "tenants": [ { slug, ok, dialect, findings } ] }
  --openapi PLACE        the OpenAPI document of the server: an address, a path on the server, or a file
                         default: /openapi.json at the origin and under the base path, then the address that /docs names
  --no-probe             only reads the document and logs in; the dialect stays unverified
  --expect-balance CARD=482.50
                         a card and its balance in roubles: decides whether amounts are kopecks or roubles

Changes nothing on a server: it logs in twice and sends reads. The proposed dialect replaces the one in the file.
Exit code 1 if the gateway could not serve a tenant as it is configured.`,
  async run(argv, tools) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string' },
        tenant: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        openapi: { type: 'string' },
        probe: { type: 'boolean', default: true },
        'expect-balance': { type: 'string' },
      },
      allowNegative: true,
    });
    const config = await readRunnable(requiredConfigPath(values.config, tools), tools);
    if (!config) return 1;
    const tenants = chosenTenants(config, values.tenant);
    if (values.check) return checkDocuments(tenants, values.json, tools);
    const given = { ...documentOf(values.openapi), probe: values.probe, ...balanceOf(values['expect-balance']) };
    if (tenants.length > 1 && (values.openapi !== undefined || given.expectBalance)) {
      throw new UsageError('--openapi and --expect-balance concern one server: choose it with --tenant');
    }

    const written = writtenDialects(readFileSync(config.path));
    const found: { slug: string; diagnosis: Diagnosis }[] = [];
    for (const tenant of tenants) {
      const keys = written.get(tenant.slug) ?? [];
      const examined = await examine({ ...optionsOf(tenant, keys), ...given });
      const { diagnosis } = await holdProposal({ config, tenant, diagnosis: examined, openapi: given.openapi });
      found.push({ slug: tenant.slug, diagnosis });
      if (!values.json) tools.print(diagnosisText(tenant.slug, diagnosis, { all: values.all }));
    }
    if (values.json) {
      const rows = found.map(({ slug, diagnosis }) => rowOf(slug, diagnosis));
      tools.print(JSON.stringify({ tenants: rows }, null, 2));
    }
    return found.every(({ diagnosis }) => diagnosis.ok) ? 0 : 1;
  },
};

/** As scripts read it; `baseUrl` only where another one is to be written. */
function rowOf(slug: string, { ok, place, dialect, findings }: Diagnosis): object {
  return { slug, ok, ...place, dialect, findings };
}

/** Of the dialect only what the file sets, so that doctor may propose the rest. */
function optionsOf(tenant: TenantConfig, written: readonly string[]): DoctorOptions {
  const { slug, baseUrl, timeZone, credentials, upstream } = tenant;
  const dialect = Object.fromEntries(Object.entries(tenant.dialect).filter(([key]) => written.includes(key)));
  return { key: slug, baseUrl, timeZone, credentials, dialect, limits: upstream, adapter: adapterOf(tenant) };
}

/** The text of a file of this name, else an address or a path on the server. */
function documentOf(place: string | undefined): Pick<DoctorOptions, 'openapi' | 'document'> {
  if (place === undefined) return {};
  if (!/^https?:\/\//i.test(place) && existsSync(place) && statSync(place).isFile()) {
    return { document: readFileSync(place, 'utf8') };
  }
  if (URL.canParse(place, 'http://host') && /^(https?:\/\/|\/)/i.test(place)) return { openapi: place };
  throw new UsageError('--openapi must be an http address, a path that begins with /, or an existing file');
}

function balanceOf(written: string | undefined): Pick<DoctorOptions, 'expectBalance'> {
  if (written === undefined) return {};
  const [, card, amount] = /^([^=]{1,64})=(.+)$/.exec(written) ?? [];
  const balance = amount === undefined ? null : parseMoney(amount);
  if (card === undefined || balance === null) throw new UsageError('--expect-balance must read CARD=482.50');
  return { expectBalance: { card, balance } };
}

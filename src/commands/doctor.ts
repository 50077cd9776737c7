import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { TenantConfig } from '../config/gateway-config.ts';
import type { Diagnosis } from '../doctor/diagnosis.ts';
import { type DoctorOptions, examine } from '../doctor/doctor.ts';
import { parseMoney } from '../lib/decimal.ts';
import { type Command, UsageError } from './command.ts';
import { configPath, readConfig } from './config-file.ts';
import { diagnosisText } from './doctor-text.ts';

/** Examines the servers of a configuration, and proposes what to write about them. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'examines the servers of a configuration',
  help: `Usage: probonus-gateway doctor --config gateway.yaml [--tenant saturn] [--json]

  --config FILE          the configuration; else GATEWAY_CONFIG
  --tenant SLUG          this tenant alone; may be given several times
  --json                 for programs: { "tenants": [ { slug, ok, dialect, findings } ] }
  --openapi PLACE        where the server's OpenAPI document is: an address, a path on the server, or a file
                         default: /openapi.json at the origin's root and under the base path, then where /docs says
  --no-probe             reads nothing but the document, and tries the login; nothing is verified then
  --expect-balance CARD=482.50
                         a card whose balance you know: decides whether the server speaks of kopecks or roubles

Changes nothing on a server: it logs in once and sends GETs. Exit code 1 when the gateway could not serve a tenant as it
is configured; the dialect that is proposed takes the place of the one in the file.`,
  async run(argv, tools) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string' },
        tenant: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        openapi: { type: 'string' },
        probe: { type: 'boolean', default: true },
        'expect-balance': { type: 'string' },
      },
      allowNegative: true,
    });
    const path = configPath(values.config, tools.env);
    if (path === null) throw new UsageError('--config is required');
    const config = readConfig(path, tools);
    if (!config) return 1;
    const wanted = values.tenant ?? config.tenants.map(({ slug }) => slug);
    const tenants = wanted.map((slug) => {
      const tenant = config.tenants.find((one) => one.slug === slug);
      if (!tenant)
        throw new UsageError(`there is no tenant "${slug}": ${config.tenants.map((one) => one.slug).join(', ')}`);
      return tenant;
    });
    const about = { ...placeOf(values.openapi), probe: values.probe, ...balanceOf(values['expect-balance']) };
    if (tenants.length > 1 && (values.openapi !== undefined || about.expectBalance)) {
      throw new UsageError('--openapi and --expect-balance are about one server: choose it with --tenant');
    }

    const found: { slug: string; diagnosis: Diagnosis }[] = [];
    for (const tenant of tenants) {
      const diagnosis = await examine({ ...optionsOf(tenant), ...about });
      found.push({ slug: tenant.slug, diagnosis });
      if (!values.json) tools.print(diagnosisText(tenant.slug, diagnosis));
    }
    if (values.json) {
      const rows = found.map(({ slug, diagnosis: { ok, dialect, findings } }) => ({ slug, ok, dialect, findings }));
      tools.print(JSON.stringify({ tenants: rows }, null, 2));
    }
    return found.every(({ diagnosis }) => diagnosis.ok) ? 0 : 1;
  },
};

function optionsOf({ slug, baseUrl, timeZone, credentials, dialect, upstream }: TenantConfig): DoctorOptions {
  return { key: slug, baseUrl, timeZone, credentials, dialect, limits: upstream };
}

/** A file where there is one of this name, else something to ask the server for. */
function placeOf(place: string | undefined): Pick<DoctorOptions, 'openapi' | 'document'> {
  if (place === undefined) return {};
  if (!/^https?:\/\//i.test(place) && existsSync(place) && statSync(place).isFile()) {
    return { document: readFileSync(place, 'utf8') };
  }
  if (URL.canParse(place, 'http://host') && /^(https?:\/\/|\/)/i.test(place)) return { openapi: place };
  throw new UsageError('--openapi must be an http address, a path that begins with /, or a file that is there');
}

function balanceOf(written: string | undefined): Pick<DoctorOptions, 'expectBalance'> {
  if (written === undefined) return {};
  const [, card, amount] = /^([^=]{1,64})=(.+)$/.exec(written) ?? [];
  const balance = amount === undefined ? null : parseMoney(amount);
  if (card === undefined || balance === null) throw new UsageError('--expect-balance must read CARD=482.50');
  return { expectBalance: { card, balance } };
}

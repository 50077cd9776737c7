import { existsSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { GatewayConfig } from '../src/config/gateway-config.ts';
import { loadConfig } from '../src/config/load.ts';
import { systemClock } from '../src/lib/clock.ts';
import { faultsOfShell } from './docs/shell.ts';
import { openGateway } from './kit/gateway.ts';

/** Seconds that the gateway takes to stop, after `server.drainSeconds`. */
const STOP_SECONDS = 12;
const SETTINGS = ['NODE_ENV', 'HOST', 'PORT', 'LOG_LEVEL', 'GATEWAY_CONFIG'];

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

const text = (path: string) => readFileSync(`deploy/${path}`, 'utf8');

/** The configuration in force in production, where each of the names has a value. */
function configOf(file: string, names: readonly string[]): GatewayConfig {
  const values = names.filter((name) => !SETTINGS.includes(name)).map((name) => [name, 'x'.repeat(32)]);
  const env = { ...Object.fromEntries(values), NODE_ENV: 'production', HOST: '0.0.0.0' };
  const result = loadConfig({ path: 'gateway.yaml', text: file, env });
  return 'config' in result ? result.config : expect.fail(JSON.stringify(result.faults));
}

/** The names that a file takes from the environment. */
const namesIn = (file: string) => [...file.matchAll(/\{ env: (\w+) \}/g)].map(([, name = '']) => name);

const gateway = await openGateway([{ slug: 'saturn', baseUrl: 'http://127.0.0.1:1/api/v0' }], {
  clock: systemClock,
  file: { server: { port: 0, adminPort: 0 } },
});

afterAll(() => gateway.close());

/** Whether a gateway answers a probe on the port that the configuration has under that number. */
async function answers({ server }: GatewayConfig, port: number | undefined, path: string): Promise<boolean> {
  const origin = port === server.port ? gateway.url : port === server.adminPort ? gateway.adminUrl : undefined;
  return origin !== undefined && (await fetch(`${origin}${path}`)).ok;
}

test.each(['gateway.yaml', 'single.yaml'])(
  'kubernetes/%s names ports, probes, secrets and volumes that exist',
  async (name) => {
    const documents = parseAllDocuments(text(`kubernetes/${name}`));
    expect(documents.flatMap((document) => ('errors' in document ? document.errors : []))).toEqual([]);
    const objects = documents.map((document) => document.toJS());
    const oneOf = (...kinds: string[]) => objects.find(({ kind }) => kinds.includes(kind));
    const { spec } = oneOf('Deployment', 'StatefulSet');
    const pod = spec.template.spec;
    const container: Container = pod.containers[0];
    const file: string = oneOf('ConfigMap').data['gateway.yaml'];
    const names = container.env.map((each) => each.name);
    const config = configOf(file, names);
    expect(names.filter((each) => !SETTINGS.includes(each)).sort()).toEqual([...new Set(namesIn(file))].sort());

    const portOf = (port: string) => container.ports.find((each) => each.name === port)?.containerPort;
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe])
      expect([probe.httpGet, await answers(config, portOf(probe.httpGet.port), probe.httpGet.path)]).toEqual([
        probe.httpGet,
        true,
      ]);
    expect([portOf('http'), portOf('admin')]).toEqual([config.server.port, config.server.adminPort]);
    for (const { ports } of objects.filter(({ kind }) => kind === 'Service').map((service) => service.spec))
      expect(ports.map(({ targetPort }: { targetPort: string }) => portOf(targetPort))).toEqual([config.server.port]);

    const [, seconds] = container.lifecycle.preStop.exec.command;
    expect(Number(seconds) + config.server.drainSeconds + STOP_SECONDS).toBeLessThan(pod.terminationGracePeriodSeconds);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });

    const claims: { metadata: { name: string } }[] = spec.volumeClaimTemplates ?? [];
    const volumes = [...pod.volumes, ...claims.map(({ metadata }) => metadata)].map((volume) => volume.name);
    expect(container.volumeMounts.map((mount) => mount.name)).toEqual(volumes);
    const mounted = container.volumeMounts.map((mount) => mount.mountPath);
    const configPath = container.env.find((each) => each.name === 'GATEWAY_CONFIG')?.value ?? '';
    expect(mounted).toContain(configPath.replace(/\/gateway\.yaml$/, ''));
    if (config.intents.store === 'sqlite') expect(mounted).toContain(config.intents.path.replace(/\/intents\.db$/, ''));
    else expect(spec.replicas).toBeGreaterThan(oneOf('PodDisruptionBudget').spec.minAvailable);

    const { app } = spec.template.metadata.labels;
    const selectors = objects.map(
      (object) => object.spec?.selector?.matchLabels ?? object.spec?.podSelector?.matchLabels ?? object.spec?.selector,
    );
    expect(selectors.filter(Boolean).every((selector) => selector.app === app)).toBe(true);
  },
);

interface Service {
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly stop_grace_period?: string;
  readonly deploy?: { readonly replicas: number };
}

test('compose.yaml names files, services, volumes, commands and variables that exist', async () => {
  const compose: { services: Record<string, Service>; volumes: Record<string, unknown> } = parse(text('compose.yaml'));
  const { services } = compose;
  for (const { build, volumes = [], depends_on: needed = [], command } of Object.values(services)) {
    if (build) expect(existsSync(`deploy/${build}/Dockerfile`)).toBe(true);
    const sources = volumes.map((volume) => volume.split(':')[0] ?? '');
    expect(
      sources.filter(
        (source) => !(source.startsWith('./') ? existsSync(`deploy/${source}`) : source in compose.volumes),
      ),
    ).toEqual([]);
    const others: string[] = Array.isArray(needed) ? needed : Object.keys(needed);
    expect(others.filter((other) => !(other in services))).toEqual([]);
    if (command) expect(faultsOfShell(`probonus-gateway ${command.join(' ')}`)).toEqual([]);
  }
  const { environment = {}, deploy, stop_grace_period: grace } = services.gateway ?? expect.fail('no gateway');
  const file = text('compose/gateway/gateway.yaml');
  const config = configOf(file, Object.keys(environment));
  expect(
    Object.keys(environment)
      .filter((name) => !SETTINGS.includes(name))
      .sort(),
  ).toEqual(namesIn(file).sort());
  expect([deploy?.replicas, config.intents.store]).toEqual([3, 'postgres']);
  expect(Number.parseInt(grace ?? '', 10)).toBeGreaterThan(config.server.drainSeconds + STOP_SECONDS);

  const sandbox = new URL(config.tenants[0]?.baseUrl ?? '');
  expect(services[sandbox.hostname]?.command).toContain(sandbox.port);
  const haproxy = text('compose/haproxy.cfg');
  const [, path = ''] = /option httpchk GET (\S+)/.exec(haproxy) ?? [];
  const [, service = '', port] = /server-template \w+ \d+ (\w+):(\d+)/.exec(haproxy) ?? [];
  expect([service in services, await answers(config, Number(port), path)]).toEqual([true, true]);
  const {
    scrape_configs: [scraped],
  } = parse(text('compose/prometheus.yml'));
  const [{ names, port: metricsPort }] = scraped.dns_sd_configs;
  expect([names[0] in services, scraped.job_name]).toEqual([true, 'probonus-gateway']);
  expect(await answers(config, metricsPort, '/metrics')).toBe(true);
});

test('the systemd unit starts what there is, and waits for its end', () => {
  const unit = text('systemd/probonus-gateway.service');
  const lines: Record<string, string | undefined> = Object.fromEntries(
    [...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
  );
  const [, command = ''] = /dist\/cli\.js (.*)$/.exec(lines.ExecStart ?? '') ?? [];
  expect(faultsOfShell(`probonus-gateway ${command}`)).toEqual([]);
  expect(JSON.parse(readFileSync('package.json', 'utf8')).bin['probonus-gateway']).toBe('dist/cli.js');
  expect(lines.Environment?.match(/\w+(?==)/g)?.every((name) => SETTINGS.includes(name))).toBe(true);
  const { server } = configOf(text('compose/gateway/gateway.yaml'), [
    'SATURN_PASSWORD',
    'DATABASE_URL',
    'GATEWAY_SECRET',
  ]);
  expect(Number(lines.TimeoutStopSec)).toBeGreaterThan(server.drainSeconds + STOP_SECONDS);
});

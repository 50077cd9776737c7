import { parseArgs } from 'node:util';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { Intent, IntentState } from '../intents/intent.ts';
import { openIntentStore } from '../intents/store/open.ts';
import type { IntentStore } from '../intents/store/store.ts';
import { type Zone, zone } from '../lib/local-time.ts';
import { type Command, type Tools, UsageError } from './command.ts';
import { readConfig, requiredConfigPath } from './config-file.ts';
import { detailText, listText } from './print/intents-text.ts';
import { type IntentView, viewOf } from './print/intents-view.ts';

const STATES: readonly IntentState[] = [
  'INTENT',
  'SENDING',
  'SUCCEEDED',
  'REJECTED',
  'UNKNOWN',
  'NOT_APPLIED',
  'STUCK',
  'WAITING',
  'CLOSED',
];
const OPEN: readonly IntentState[] = ['SENDING', 'UNKNOWN', 'STUCK', 'WAITING'];
const LIMIT = 100;
/** Principals that may use the same key. */
const MOST_OF_ONE_NAME = 1000;

/** Shows the log of value moves to operators. Read-only, also while a gateway is running. */
export const intents: Command = {
  help: `Usage: probonus-gateway intents list --config gateway.yaml [--tenant saturn] [--state STUCK,UNKNOWN] [--json]
       probonus-gateway intents show MARKER|KEY --config gateway.yaml [--tenant saturn] [--json]

  list            unfinished moves (SENDING, UNKNOWN, STUCK, WAITING) and moves with an alarm, newest first
  show            every detail of the moves with this marker or idempotency key

  --config FILE   the configuration; default: GATEWAY_CONFIG
  --tenant SLUG   only this tenant
  --state STATES  these states instead: ${STATES.join(', ')}
  --all           every state
  --limit N       most rows of the list; default ${LIMIT}
  --json          prints JSON: { "intents": [ … ] }

Read-only, also while a gateway is running. Exit code 1 if there is no log, or no such move.`,
  async run(argv, tools) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        tenant: { type: 'string' },
        state: { type: 'string', multiple: true },
        all: { type: 'boolean', default: false },
        limit: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [action, name, ...more] = positionals;
    if ((action !== 'list' && action !== 'show') || more.length > 0 || (action === 'show') !== (name !== undefined))
      throw new UsageError('the actions are list, and show with one marker or key');
    if (action === 'show' && (values.state || values.all || values.limit !== undefined))
      throw new UsageError('--state, --all and --limit are for list');
    if (values.state && values.all) throw new UsageError('--state and --all exclude each other');
    const states = values.state && statesOf(values.state);
    const limit = limitOf(values.limit);

    const path = requiredConfigPath(values.config, tools);
    const config = readConfig(path, tools);
    if (!config) return 1;
    if (config.intents.store === 'memory') {
      tools.printError(`${path}: the log of value moves is in memory (intents.store): only its gateway can read it`);
      return 1;
    }
    const { tenant, json } = values;
    if (tenant !== undefined && !config.tenants.some(({ slug }) => slug === tenant))
      tools.printError(`${path} has no tenant "${tenant}"; its moves in the log are shown nevertheless`);

    // Errors of opening are printed by their message.
    const store = await openIntentStore(config.intents, { readOnly: true });
    try {
      const views = (rows: readonly Intent[]) => rows.map((row) => viewOf(row, zoneOf(config, row.tenant)));
      if (name !== undefined) return show(views(await named(store, name, tenant)), name, { json, tools });
      const rows = await listed(store, { tenant, states: values.all ? STATES : states, limit: limit + 1 });
      const shown = views(rows.slice(0, limit));
      const isCut = rows.length > limit;
      if (json) tools.print(JSON.stringify({ intents: shown, more: isCut }, null, 2));
      else tools.print(listText(shown, { isCut, isUsual: !values.all && !states }));
      return 0;
    } finally {
      await store.close();
    }
  },
};

function show(found: readonly IntentView[], name: string, { json, tools }: { json: boolean; tools: Tools }): number {
  if (found.length === 0) tools.printError(`the log has no move with the marker or key ${JSON.stringify(name)}`);
  if (json) tools.print(JSON.stringify({ intents: found }, null, 2));
  else if (found.length > 0) tools.print(found.map(detailText).join('\n\n'));
  return found.length > 0 ? 0 : 1;
}

/** Moves of these states; by default the open ones and those with an alarm. */
async function listed(
  store: IntentStore,
  { tenant, states, limit }: { tenant: string | undefined; states: readonly IntentState[] | undefined; limit: number },
): Promise<Intent[]> {
  if (states) return store.list({ tenant, states, limit });
  const open = await store.list({ tenant, states: OPEN, limit });
  const alarmed = await store.list({ tenant, alarmed: true, limit });
  return newest([...open, ...alarmed]).slice(0, limit);
}

/** Moves of a key or a marker, which may bear its # and be in lower case. */
async function named(store: IntentStore, name: string, tenant: string | undefined): Promise<Intent[]> {
  const marker = /^#?([a-z2-7]{12})$/i.exec(name)?.[1]?.toUpperCase();
  const names = new Set(marker === undefined ? [name] : [name, marker]);
  const found = await Promise.all([...names].map((one) => store.list({ tenant, name: one, limit: MOST_OF_ONE_NAME })));
  return newest(found.flat());
}

function newest(rows: readonly Intent[]): Intent[] {
  const once = new Map(rows.map((row) => [JSON.stringify([row.tenant, row.principal, row.key]), row]));
  return [...once.values()].sort((a, b) => b.submittedAt - a.submittedAt);
}

function zoneOf({ tenants }: GatewayConfig, slug: string): Zone {
  return zone(tenants.find((tenant) => tenant.slug === slug)?.timeZone ?? 'UTC');
}

function statesOf(given: readonly string[]): IntentState[] {
  return given
    .flatMap((text) => text.split(','))
    .map((text) => {
      const state = STATES.find((one) => one === text.trim().toUpperCase());
      if (!state) throw new UsageError(`there is no state "${text}": ${STATES.join(', ')}`);
      return state;
    });
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return LIMIT;
  const limit = Number(text);
  if (!/^\d{1,6}$/.test(text) || limit < 1) throw new UsageError('--limit must be a number from 1 to 999999');
  return limit;
}

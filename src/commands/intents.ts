import { parseArgs } from 'node:util';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { Intent, IntentState } from '../intents/intent.ts';
import { openIntentStore } from '../intents/store/open.ts';
import type { IntentStore } from '../intents/store/store.ts';
import { type Zone, zone } from '../lib/local-time.ts';
import { type Command, type Tools, UsageError } from './command.ts';
import { configPath, readConfig } from './config-file.ts';
import { detailText, listText } from './intents-text.ts';
import { type IntentView, viewOf } from './intents-view.ts';

const STATES: readonly IntentState[] = [
  'INTENT',
  'SENDING',
  'SUCCEEDED',
  'REJECTED',
  'UNKNOWN',
  'NOT_APPLIED',
  'STUCK',
];
const OPEN: readonly IntentState[] = ['SENDING', 'UNKNOWN', 'STUCK'];
const LIMIT = 100;
/** Of one key, in the hands of several principals. */
const MOST_OF_ONE_NAME = 1000;

/** Shows operators what the log of value moves holds. Reads it beside a running gateway, and changes nothing. */
export const intents: Command = {
  name: 'intents',
  summary: 'unfinished and stuck value moves',
  help: `Usage: probonus-gateway intents list --config gateway.yaml [--tenant saturn] [--state STUCK,UNKNOWN] [--json]
       probonus-gateway intents show MARKER|KEY --config gateway.yaml [--tenant saturn] [--json]

  list            moves that are not finished (SENDING, UNKNOWN, STUCK) and those with an alarm, newest first
  show            all that the log knows of every move with this marker or idempotency key

  --config FILE   the configuration; else GATEWAY_CONFIG
  --tenant SLUG   this tenant alone
  --state STATES  these states instead: ${STATES.join(', ')}
  --all           every state
  --limit N       so many rows of the list at most; ${LIMIT} unless told otherwise
  --json          for programs: { "intents": [ … ] }

Reads the log beside a gateway that runs, and changes nothing. Exit code 1 where there is no log to read, or no such move.`,
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
      throw new UsageError('the things to do are: list, and show with one marker or key');
    if (action === 'show' && (values.state || values.all || values.limit !== undefined))
      throw new UsageError('--state, --all and --limit are for list');
    if (values.state && values.all) throw new UsageError('--state and --all do not go together');
    const states = values.state && statesOf(values.state);
    const limit = limitOf(values.limit);

    const path = configPath(values.config, tools.env);
    if (path === null) throw new UsageError('--config is required');
    const config = readConfig(path, tools);
    if (!config) return 1;
    if (config.intents.store === 'memory') {
      tools.complain(
        `${path}: the log of value moves is kept in memory (intents.store), where only its gateway sees it`,
      );
      return 1;
    }
    const { tenant, json } = values;
    if (tenant !== undefined && !config.tenants.some(({ slug }) => slug === tenant))
      tools.complain(`${path} has no tenant "${tenant}"; what the log holds of it is shown all the same`);

    // A log that cannot be read is told by its own message.
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
  if (found.length === 0) tools.complain(`the log knows no move with the marker or key ${JSON.stringify(name)}`);
  if (json) tools.print(JSON.stringify({ intents: found }, null, 2));
  else if (found.length > 0) tools.print(found.map(detailText).join('\n\n'));
  return found.length > 0 ? 0 : 1;
}

/** By default what is open and what has an alarm; with states, these alone. */
async function listed(
  store: IntentStore,
  { tenant, states, limit }: { tenant: string | undefined; states: readonly IntentState[] | undefined; limit: number },
): Promise<Intent[]> {
  if (states) return store.list({ tenant, states, limit });
  const open = await store.list({ tenant, states: OPEN, limit });
  const alarmed = await store.list({ tenant, alarmed: true, limit });
  return newest([...open, ...alarmed]).slice(0, limit);
}

/** A marker may be copied with its sign, and in small letters. */
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

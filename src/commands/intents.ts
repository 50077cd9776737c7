import { parseArgs } from 'node:util';
import type { GatewayConfig } from '../config/gateway-config.ts';
import type { Intent, IntentState } from '../intents/intent.ts';
import type { OperatorRequest } from '../intents/operate/request.ts';
import { openIntentStore } from '../intents/store/open.ts';
import type { IntentStore } from '../intents/store/store.ts';
import { type Zone, zone } from '../lib/local-time.ts';
import { type Command, type Tools, UsageError } from './command.ts';
import { readConfig, requiredConfigPath } from './config-file.ts';
import { backup, operate, operatorName } from './operate.ts';
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
/** It may bear its #, and be in lower case. */
const MARKER = /^#?([a-z2-7]{12})$/i;
/** Actions on one marker, key or file. */
const NAMED = new Set(['show', 'settle', 'ack', 'backup']);
/** Principals that may use the same key. */
const MOST_OF_ONE_NAME = 1000;

/** Shows the log of value moves to operators, and carries out what only a person can decide. */
export const intents: Command = {
  help: `Usage: probonus-gateway intents list --config gateway.yaml [--tenant saturn] [--state STUCK,UNKNOWN] [--json]
       probonus-gateway intents show MARKER|KEY --config gateway.yaml [--tenant saturn] [--json]
       probonus-gateway intents settle MARKER --booked OPERATION_ID --config gateway.yaml [--because TEXT]
       probonus-gateway intents settle MARKER --not-booked --because TEXT --config gateway.yaml
       probonus-gateway intents ack MARKER --config gateway.yaml [--because TEXT]
       probonus-gateway intents adopt --config gateway.yaml [--because TEXT]
       probonus-gateway intents backup FILE --config gateway.yaml

  list            unfinished moves (SENDING, UNKNOWN, STUCK, WAITING) and moves with an alarm, newest first
  show            every detail of the moves with this marker or idempotency key
  settle          ends a STUCK move by what you found out: it is looked up once more, and your word is held against the server
  ack             puts an alarm away; it stays in the details of its move
  adopt           takes an older copy of the log, or a new one, for the log from now on
  backup          copies the log to a new file, also while a gateway is running; \`cp\` would copy a part of it

  --config FILE   the configuration; default: GATEWAY_CONFIG
  --booked IDS    id of the operation in ProBonus that is the move; for a group all of them, separated by commas
  --not-booked    you know that it was not booked; its client may act with a new key
  --because TEXT  why, for the trail
  --tenant SLUG   only this tenant
  --state STATES  these states instead: ${STATES.join(', ')}
  --all           every state
  --limit N       most rows of the list; default ${LIMIT}
  --json          prints JSON: { "intents": [ … ] }

list, show and backup only read, also while a gateway is running. settle, ack and adopt go through the running gateway
(server.adminPort), or to the log where none runs. Exit code 1 if it cannot be done.`,
  async run(argv, tools) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        booked: { type: 'string' },
        'not-booked': { type: 'boolean', default: false },
        because: { type: 'string' },
        tenant: { type: 'string' },
        state: { type: 'string', multiple: true },
        all: { type: 'boolean', default: false },
        limit: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [action, name, ...more] = positionals;
    const isNamed = action !== undefined && NAMED.has(action);
    if (more.length > 0 || !(isNamed || action === 'list' || action === 'adopt') || isNamed !== (name !== undefined))
      throw new UsageError('the actions are list, adopt, and show, settle, ack or backup with one marker, key or file');
    expectOptionsOf(action, values);
    const states = values.state && statesOf(values.state);
    const limit = limitOf(values.limit);
    const request = requestOf(action, name ?? '', values);

    const path = requiredConfigPath(values.config, tools);
    const config = readConfig(path, tools);
    if (!config) return 1;
    if (config.intents.store === 'memory') {
      tools.printError(`${path}: the log of value moves is in memory (intents.store): only its gateway can read it`);
      return 1;
    }
    if (request) return operate(config, request, tools);
    if (action === 'backup') return backup(config, name ?? '', tools);
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

interface Values {
  readonly booked?: string | undefined;
  readonly 'not-booked': boolean;
  readonly because?: string | undefined;
  readonly tenant?: string | undefined;
  readonly state?: readonly string[] | undefined;
  readonly all: boolean;
  readonly limit?: string | undefined;
  readonly json: boolean;
}

function expectOptionsOf(action: string, values: Values): void {
  const { booked, because, tenant, state, all, limit, json } = values;
  const isRead = action === 'list' || action === 'show';
  if (action !== 'list' && (state || all || limit !== undefined))
    throw new UsageError('--state, --all and --limit are for list');
  if (state && all) throw new UsageError('--state and --all exclude each other');
  if (!isRead && (json || tenant !== undefined)) throw new UsageError('--tenant and --json are for list and show');
  if (action !== 'settle' && (booked !== undefined || values['not-booked']))
    throw new UsageError('--booked and --not-booked are for settle');
  if (because !== undefined && !['settle', 'ack', 'adopt'].includes(action))
    throw new UsageError('--because is for settle, ack and adopt');
}

/** Null for an action that only reads. */
function requestOf(action: string, name: string, values: Values): OperatorRequest | null {
  const { booked, because = null } = values;
  const by = operatorName();
  if (action === 'adopt') return { action, because, by };
  if (action !== 'settle' && action !== 'ack') return null;
  const marker = markerOf(name);
  if (action === 'ack') return { action, marker, because, by };
  if ((booked !== undefined) === values['not-booked'])
    throw new UsageError('settle needs either --booked with the id of the operation, or --not-booked');
  if (booked === undefined && because === null) throw new UsageError('--not-booked needs --because');
  return { action, marker, booked: booked === undefined ? null : idsOf(booked), because, by };
}

function markerOf(text: string): string {
  const marker = MARKER.exec(text)?.[1];
  if (marker === undefined) throw new UsageError(`"${text}" is not a marker: 12 characters of A-Z and 2-7`);
  return marker.toUpperCase();
}

function idsOf(text: string): number[] {
  const ids = text.split(',').map(Number);
  if (!/^\d{1,15}(,\d{1,15})*$/.test(text)) throw new UsageError('--booked must be the id of an operation');
  return ids;
}

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
  const marker = MARKER.exec(name)?.[1]?.toUpperCase();
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

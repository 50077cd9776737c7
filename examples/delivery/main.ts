import { setTimeout } from 'node:timers/promises';
import { createBonuses } from './bonuses.ts';
import { createGateway } from './gateway.ts';
import { openJournal } from './journal.ts';

const { GATEWAY = 'http://127.0.0.1:4000/graphql', KEY = '' } = process.env;
const bonuses = createBonuses({
  ask: createGateway(GATEWAY, KEY),
  journal: openJournal('moves.jsonl'),
  pause: (seconds) => setTimeout(seconds * 1000),
});

const [what, order = '', phone = '', amount = ''] = process.argv.slice(2);
const cardOf = async () => (await bonuses.cardOf(phone))?.id ?? '';
for (const { idempotencyKey, outcome } of await bonuses.resume())
  console.log(idempotencyKey, outcome ?? 'not known yet');
if (what === 'redeem') console.log(await bonuses.redeem(order, await cardOf(), amount));
if (what === 'accrue') console.log(await bonuses.accrue(order, await cardOf(), amount));
if (what === 'cancel') console.log(await bonuses.cancel(order));

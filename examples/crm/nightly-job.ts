import { setTimeout } from 'node:timers/promises';
import { createClient } from '../client.ts';
import { birthdayPresents } from './birthdays.ts';
import { putOnLadder } from './levels.ts';

const { GATEWAY = 'http://127.0.0.1:4000/graphql', KEY = '', TIME_ZONE = 'Europe/Moscow' } = process.env;
const ask = createClient(GATEWAY, KEY);
const [amount = '500.00', ladder, ...cardIds] = process.argv.slice(2);

const today = new Intl.DateTimeFormat('sv-SE', { timeZone: TIME_ZONE }).format();
const pause = (seconds: number) => setTimeout(seconds * 1000);
for await (const { guest, outcome } of birthdayPresents({ ask, today, amount, pause }))
  console.log(`${guest.name.full}: ${outcome}`);
if (ladder !== undefined)
  for (const { cardId, failure } of await putOnLadder(ask, ladder, cardIds)) console.log(cardId, failure ?? 'done');

import { DatabaseSync } from 'node:sqlite';
import { createClient } from '../client.ts';
import { loadDay } from './load-into-sqlite.ts';

const { GATEWAY = 'http://127.0.0.1:4000/graphql', KEY = '' } = process.env;
const [file, ...days] = process.argv.slice(2);
const database = new DatabaseSync(file);
for (const day of days) console.log(day, await loadDay(createClient(GATEWAY, KEY), database, day));

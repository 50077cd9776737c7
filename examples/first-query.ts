import { createClient } from './client.ts';
import { FirstQueryDocument } from './documents.ts';

const ask = createClient('http://127.0.0.1:4000/graphql', process.env.KEY ?? '');
const { guest } = await ask(FirstQueryDocument, {});
console.log(`${guest?.name.full} has ${guest?.card.balance}`);

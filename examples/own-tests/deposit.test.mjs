import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSandbox, rehearsals, startGateway } from 'probonus-gateway/testing';

let saturn;
let gateway;
before(async () => {
  saturn = await createSandbox({ seed: 7, faults: rehearsals });
  gateway = await startGateway({ tenants: { saturn }, keysFrom: 'my tests' });
});
after(async () => {
  await gateway.close();
  await saturn.close();
});

const DEPOSIT = `mutation ($input: CardDepositInput!) { cardDeposit(input: $input) {
  __typename ... on CardDepositPayload { operation { amount } } ... on UserError { code message } } }`;

async function ask(query, variables) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${gateway.key('delivery')}` },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

test('a deposit whose response was lost is booked once', async () => {
  const found = await ask('{ card(by: { identifier: { value: "2000000010427" } }) { id } }');
  const input = { cardId: found.data.card.id, amount: '13.01', reason: 'Test', idempotencyKey: 'own-tests-000001' };
  saturn.clearCalls();

  const answer = await ask(DEPOSIT, { input });

  assert.deepEqual(answer.data.cardDeposit, { __typename: 'CardDepositPayload', operation: { amount: '13.01' } });
  assert.equal(saturn.operations().at(-1)?.amount, 1301); // kopecks
  assert.equal(saturn.callCounts()['operations.deposit'], 1);
});

import { readFileSync } from 'node:fs';
import { buildSchema, isScalarType, isSpecifiedScalarType } from 'graphql';
import { afterAll, expect, test } from 'vitest';
import { scalars, typeDefs } from '../src/schema.ts';
import { createSandbox, type StartGatewayOptions, startGateway } from '../src/testing.ts';

const [saturn, jupiter] = await Promise.all([
  createSandbox({ size: 'small' }),
  createSandbox({ size: 'small', variant: 'jupiter' }),
]);
const tenants = { saturn, jupiter };
afterAll(() => Promise.all([saturn.close(), jupiter.close()]));

/** Started and stopped again, with what `use` found meanwhile. */
async function during<T>(options: Omit<StartGatewayOptions, 'tenants'>, use: (gateway: Gateway) => T) {
  const gateway = await startGateway({ tenants, ...options });
  try {
    return await use(gateway);
  } finally {
    await gateway.close();
  }
}
type Gateway = Awaited<ReturnType<typeof startGateway>>;

const ask = async (gateway: Gateway, key: string, query: string) => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` };
  return (await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
};

test('a gateway for tests of others: keys by role and tenant, the first tenant unless another is named', async () => {
  const names = await during({}, async (gateway) => {
    const query = '{ viewer { tenant { slug } } }';
    return [await ask(gateway, gateway.key('crm'), query), await ask(gateway, gateway.key('crm', 'jupiter'), query)];
  });
  expect(names).toMatchObject([
    { data: { viewer: { tenant: { slug: 'saturn' } } } },
    { data: { viewer: { tenant: { slug: 'jupiter' } } } },
  ]);
});

test('with keysFrom they are the same at each start; without they are new', async () => {
  const keyOf = (keysFrom?: string) => during({ keysFrom }, ({ key }) => key('delivery'));
  expect(await keyOf('a')).toBe(await keyOf('a'));
  expect(await keyOf()).not.toBe(await keyOf());
});

test('sections of the configuration hold, and faults in them are told', async () => {
  const config = { limits: { cost: 1 } };
  const answer = await during({ config }, (gateway) => ask(gateway, gateway.key('crm'), '{ groups { name } }'));
  expect(answer).toMatchObject({ errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX' } }] });
  await expect(startGateway({ tenants, config: { limits: { cots: 1 } } })).rejects.toThrow(/cots/);
});

test('the exported schema is the served one, and the map has each of its scalars', () => {
  expect(typeDefs).toBe(readFileSync('schema/schema.graphql', 'utf8'));
  const custom = Object.values(buildSchema(typeDefs).getTypeMap()).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type),
  );
  expect(Object.keys(scalars).sort()).toEqual(custom.map(({ name }) => name).sort());
});

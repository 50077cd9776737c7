import { readFileSync } from 'node:fs';
import { beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
// @ts-expect-error a script without types
import { contractNodes } from '../../scripts/contract-plugin.mjs';
import type { OperationId } from '../../src/contract/schemas.ts';

interface Contract {
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas: Record<string, object> };
}

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const coupon = {
  type: 'object',
  properties: { id: { type: 'integer' }, accountId: { type: 'integer' }, couponState: { type: 'string' } },
};
const list = {
  tags: ['coupons'],
  operationId: 'coupons.list',
  'x-certainty': 'assumed',
  parameters: [{ name: 'accountId', in: 'query', schema: { type: 'integer' } }],
  responses: { 200: json(schema('CouponPage')) },
};
const insert = {
  tags: ['coupons'],
  operationId: 'coupons.insert',
  'x-certainty': 'assumed',
  requestBody: json(schema('CouponInput')),
  responses: { 200: json(schema('Coupon')) },
};

/** The contract and a resource that no code knows. */
function withCoupons(more: Record<string, object> = {}): Contract {
  const contract: Contract = parse(readFileSync('schema/probonus.openapi.yaml', 'utf8'));
  Object.assign(contract.components.schemas, {
    Coupon: coupon,
    CouponInput: { ...coupon, 'x-resource': 'Coupon' },
    CouponPage: { type: 'object', properties: { items: { type: 'array', items: schema('Coupon') } } },
  });
  Object.assign(contract.paths, { '/coupons/list': { get: list }, '/coupons/insert': { post: insert }, ...more });
  return contract;
}

beforeAll(() => {
  vi.doMock('../../src/contract/schemas.ts', () => contractNodes(withCoupons()));
});

const names = { 'Coupon.accountId': 'schet', 'Coupon.couponState': 'sostoyanie' };

test('a dialect may rename a new resource', async () => {
  const { crossChecks } = await import('../../src/config/checks/cross-checks.ts');
  const check = (dialect: object) => crossChecks({ tenants: [{ slug: 'a', dialect }] }, { production: false });
  expect(check({ names, parameters: { 'coupons.list.accountId': 'a' } })).toEqual([]);
  expect(check({ names: { 'Cupon.accountId': 'a' } })).toEqual([
    expect.objectContaining({ message: expect.stringContaining('did you mean "Coupon"?') }),
  ]);
});

test('its name reaches answers, bodies and query parameters alike', async () => {
  const { resolveDialect } = await import('../../src/upstream/codec/dialect.ts');
  const { createRequestEncoder } = await import('../../src/upstream/codec/encode-request.ts');
  const { printCall } = await import('../../src/upstream/codec/server-call.ts');
  const { createResponseDecoder } = await import('../../src/upstream/codec/decode-response.ts');
  const { systemClock } = await import('../../src/lib/clock.ts');
  const dialect = resolveDialect({ names });
  const encode = createRequestEncoder(dialect, '');
  expect(printCall(encode('coupons.list' as OperationId, { query: { accountId: 5 } })).target).toBe(
    '/coupons/list?schet=5',
  );
  const { body } = printCall(encode('coupons.insert' as OperationId, { body: { accountId: 5, couponState: 'NEW' } }));
  expect(body).toBe('{"schet":5,"sostoyanie":"NEW"}');
  const answer = createResponseDecoder(dialect, systemClock)('coupons.list' as OperationId, '[{"schet":5}]');
  expect(answer).toMatchObject({ items: [{ accountId: 5 }] });
});

test('the emulated server calls it the same', async () => {
  const { compileDialect } = await import('../../src/sandbox/dialect/dialect.ts');
  const { dialectDocument } = await import('../../src/sandbox/dialect/dialect-document.ts');
  const { paths, components } = dialectDocument(withCoupons() as never, compileDialect({ names }));
  expect(paths['/coupons/list']?.get?.parameters?.map(({ name }) => name)).toEqual(['schet']);
  expect(Object.keys(components.schemas.CouponInput?.properties ?? {})).toEqual(['id', 'schet', 'sostoyanie']);
});

test.each([
  [
    'an answer without a schema of a name',
    { '/coupons/{id}': { delete: { ...list, operationId: 'coupons.remove', responses: { 200: json(coupon) } } } },
    'coupons.remove: the answer names no schema, so x-resource must name the resource',
  ],
  [
    'a resource that is not there',
    { '/coupons/{id}': { get: { ...list, operationId: 'coupons.get', 'x-resource': 'Cupon' } } },
    'coupons.get: x-resource names Cupon, which is no resource',
  ],
  [
    'a body of another resource',
    { '/coupons/{id}': { post: { ...insert, operationId: 'coupons.use', requestBody: json(schema('Tag')) } } },
    'coupons.use: the body Tag is of another resource than the answer, so one of the two needs x-resource',
  ],
  [
    'a GET that moves value',
    { '/coupons/{id}': { get: { ...list, operationId: 'coupons.get', 'x-moves-value': true } } },
    'coupons.get: a GET must not move value',
  ],
])('code is not generated from %s', (_, paths, fault) => {
  expect(() => contractNodes(withCoupons(paths))).toThrow(`contract-plugin: ${fault}`);
});

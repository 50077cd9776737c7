import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../../src/graph/errors.ts';
import { draws } from '../../kit/draws.ts';
import { given } from '../../kit/given.ts';
import { KEY, send } from '../../kit/server.ts';

/** Of the server library, for parse and validation. */
const CODES = new Set<string>([...ERROR_CODES, 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);
const RUNS = draws(1000);

const WORDS =
  '{ } ( ) [ ] : ! = | & @ $ ... " """ # query mutation subscription fragment on me card cards node nodes echo id first after by input amount deposit rename __typename __schema __type types fields name F G true false null 1 -1 9999999999999 1e400 "x" $v $first Int String ID Decimal By @include @skip @nope if \\u0000 🍔 é __proto__ constructor'.split(
    ' ',
  );
const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((parts) => parts.join(' '));
const selection = fc.letrec<{ set: string }>((tie) => ({
  set: fc
    .array(
      fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(
          'id',
          '__typename',
          'name',
          'nope',
          '...F',
          'a: id',
          'id @skip(if: $v)',
          'echo(text: $v)',
          'amount(value: 1)',
          'broken',
          'node(id: "\\u0000") { id }',
        ),
        fc
          .tuple(
            fc.constantFrom(
              'me',
              'card',
              'cards(first: 3)',
              'cards(first: -1)',
              'nodes',
              'node(id: 1)',
              'owner',
              '... on Card',
              '...',
              'card(by: {phone: $v})',
              'card(by: {id: 1, phone: null})',
            ),
            tie('set'),
          )
          .map(([field, set]) => `${field} ${set}`),
      ),
      { minLength: 0, maxLength: 5 },
    )
    .map((parts) => `{ ${parts.join(' ')} }`),
})).set;
const queries = fc.oneof(
  words,
  selection,
  fc
    .tuple(
      fc.constantFrom(
        'query',
        'query Q',
        'mutation',
        'subscription',
        'query($v: String)',
        'query($v: By!)',
        'query($v: Nope)',
        'query($v: Boolean! = 1)',
      ),
      selection,
    )
    .map((parts) => parts.join(' ')),
  selection.map((set) => `${set} fragment F on Card ${set}`),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.nat(3000).map((count) => `{ ${'me { id } '.repeat(count)}}`),
  fc.nat(20_000).map((count) => '{me'.repeat(count)),
  fc.nat(20_000).map((count) => `{ nodes(ids: ${'['.repeat(count)}`),
);
const values = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    null,
    '',
    '\u0000',
    '🍔'.repeat(1000),
    9e99,
    -0,
    '79000001042',
    '__proto__',
    [[[[[[[]]]]]]],
    { toString: 1 },
    'x'.repeat(2100),
  ),
);
const params = fc.record(
  {
    query: fc.oneof({ weight: 8, arbitrary: queries }, { weight: 1, arbitrary: values }),
    variables: fc.oneof(fc.dictionary(fc.constantFrom('v', 'first', '__proto__', 'x'), values), values),
    operationName: fc.oneof(fc.constantFrom('Q', 'nope', ''), values),
    extensions: values,
    surplus: values,
  },
  { requiredKeys: [] },
);
const bodies = fc.oneof(
  { weight: 6, arbitrary: params.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 1, arbitrary: values.map((value) => Buffer.from(JSON.stringify(value) ?? '')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.tuple(params, fc.nat()).map(([value, at]) => {
      const whole = Buffer.from(JSON.stringify(value));
      return whole.subarray(0, at % (whole.length + 1));
    }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(params, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
      const whole = Buffer.from(JSON.stringify(value));
      whole[at % whole.length] = byte;
      return whole;
    }),
  },
);
const headerText = fc.oneof(
  fc.constantFrom(
    `Bearer ${KEY}`,
    'Bearer',
    'Bearer  ',
    'Basic eA==',
    'application/json',
    'application/graphql-response+json',
    'text/event-stream',
    '*/*',
    'text/html',
    ';;q=',
    'identity',
    'gzip',
    'null',
    'x'.repeat(3000),
    'https://bonus.example',
    '100-continue',
    'upstream',
  ),
  fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
);
const headers = fc.dictionary(
  fc.constantFrom(
    'authorization',
    'accept',
    'content-type',
    'content-encoding',
    'x-request-id',
    'origin',
    'x-gateway-debug',
    'cookie',
    'accept-encoding',
    'access-control-request-method',
    'range',
    'x-forwarded-for',
    'apollo-require-preflight',
  ),
  headerText,
  { maxKeys: 4 },
);
const honest = fc.constant({ 'content-type': 'application/json', authorization: `Bearer ${KEY}` });
const paths = fc.oneof(
  { weight: 12, arbitrary: fc.constant('/graphql') },
  {
    weight: 2,
    arbitrary: queries.map(
      (query) => `/graphql?query=${encodeURIComponent(Buffer.from(query.slice(0, 800)).toString())}&variables=%7B`,
    ),
  },
  { weight: 2, arbitrary: fc.string({ maxLength: 60 }).map((text) => `/${text.replace(/[^\x21-\x7e]/g, '%')}`) },
);

test(`${RUNS} hostile requests: no 5xx, no crash, no text that is not ours`, async () => {
  const server = await given({ server: {} });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'OPTIONS', 'HEAD'),
      paths,
      fc.oneof({ weight: 3, arbitrary: honest }, { weight: 2, arbitrary: headers }),
      bodies,
      async (method, path, given, body) => {
        const withBody = method === 'POST' || method === 'PUT';
        const answer = await send(`${server.url}${path}`, {
          method,
          headers: { ...given, ...(withBody ? { 'content-length': String(body.length) } : {}) },
          ...(withBody ? { body } : {}),
        });
        expect(answer.status).toBeLessThan(500);
        // The one field whose resolver fails is masked; its text must not be seen.
        expect(answer.text).not.toMatch(
          /secret-upstream-text|10\.0\.0\.7|node_modules|\bat .*\.[jt]s:\d|SyntaxError|TypeError/,
        );
        if (method === 'HEAD' || answer.status === 204 || !/json/.test(String(answer.headers['content-type']))) return;
        const { errors = [] } = JSON.parse(answer.text);
        for (const error of errors) {
          refused += 1;
          expect(CODES).toContain(error.extensions.code);
          expect(error.message.length).toBeLessThanOrEqual(401);
          // What goes wrong at random is never our fault, but for the field that is broken on purpose.
          if (error.path?.at(-1) !== 'broken') expect(error.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
        }
      },
    ),
    { numRuns: RUNS, seed: 20_260_414 },
  );
  expect(refused).toBeGreaterThan(RUNS / 4);
  expect((await server.ask('{ me { id } }')).body).toEqual({ data: { me: { id: 'g1' } } });
});

import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { listen } from './fake-server.ts';

/**
 * A loyalty server written by somebody who never saw our contract: its own words, paths, envelopes and document. Nothing
 * in it comes from the sandbox.
 */
export async function foreignServer({ document = true, documentPath = '/internal/spec.json' } = {}) {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url ?? '', 'http://host');
    requests.push(`${request.method} ${url.pathname}${url.search}`);
    const send = (status: number, value: unknown, type = 'application/json') => {
      response.writeHead(status, { 'content-type': type });
      response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };
    if (document && url.pathname === '/docs') {
      return send(
        200,
        `<html><script>const ui = SwaggerUIBundle({ url: '${documentPath}', dom_id: '#x' })</script></html>`,
        'text/html',
      );
    }
    if (document && url.pathname === documentPath) return send(200, DOCUMENT);
    const path = url.pathname.replace(/^\/api\/v0/, '');
    if (path === '/auth/login') {
      const { username, password } = JSON.parse(body) as Record<string, string>;
      if (!username)
        return send(422, { detail: [{ loc: ['body', 'username'], msg: 'Field required', type: 'missing' }] });
      return password === 'secret'
        ? send(200, { token: 'token-of-foreigner', expires: 60 })
        : send(401, { detail: 'Bad credentials' });
    }
    if (request.headers.authorization?.toLowerCase() !== 'bearer token-of-foreigner')
      return send(403, { detail: 'Not authenticated' });
    const answer = answerTo(path, url.searchParams);
    return answer === undefined
      ? send(404, { detail: 'Not Found' })
      : send(answer === null ? 404 : 200, answer ?? { detail: 'No such row' });
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}/api/v0`, origin: `http://127.0.0.1:${port}`, requests };
}

const CLIENTS = Array.from({ length: 7 }, (_, index) => ({
  id: index + 1,
  group_id: 1,
  family_name: `Фамилия${index}`,
  given_name: 'Имя',
  middle_name: null,
  sex: index % 2 ? 'male' : 'female',
  birth_date: '1990-05-06',
  phone_numbers: [`7900000000${index}`],
  email: null,
  balance: 482.5 + index,
  blocked: false,
  cards: [{ id: index + 10, client_id: index + 1, type_id: 1, number: `800${index}`, temporary: false }],
  registration_date: '2026-01-02T03:04:05',
}));

const MOVES = Array.from({ length: 9 }, (_, index) => ({
  id: 100 - index,
  client_id: (index % 4) + 1,
  type: index % 2 ? 'withdraw' : 'deposit',
  sum: index % 2 ? -10 : 25.5,
  note: 'Подарок',
  created: `2026-02-0${9 - index}T10:00:00`,
}));

/** Undefined: no such path. Null: no such row. */
function answerTo(path: string, query: URLSearchParams): unknown {
  const page = <T>(rows: readonly T[]) => {
    const skip = Number(query.get('skip') ?? 0);
    return { data: rows.slice(skip, skip + Number(query.get('take') ?? 5)), count: rows.length };
  };
  const own = (rows: readonly { client_id: number }[]) =>
    rows.filter(({ client_id }) => !query.has('client_id') || client_id === Number(query.get('client_id')));
  const client = /^\/clients\/(\d+)$/.exec(path);
  const move = /^\/transactions\/(\d+)$/.exec(path);
  if (path === '/clients') return page(CLIENTS);
  if (path === '/clients/by_card') return CLIENTS.find(({ cards }) => cards[0]?.number === query.get('number')) ?? null;
  if (client) return CLIENTS.find(({ id }) => id === Number(client[1])) ?? null;
  if (path === '/transactions') return page(own(MOVES));
  if (move) return MOVES.find(({ id }) => id === Number(move[1])) ?? null;
  if (path === '/client_groups') return page([{ id: 1, title: 'Гости' }]);
  if (path === '/auth/me') return { id: 1, username: 'gateway', role: null };
  return undefined;
}

const integer = { type: 'integer' };
const text = { type: 'string' };
const maybe = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const ok = (schema: object) => ({ responses: { '200': { description: 'Successful Response', ...json(schema) } } });
const object = (properties: Record<string, object>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
});
const inQuery = (name: string, schema: object, required = false) => ({ name, in: 'query', required, schema });
const inPath = (name: string) => ({ name, in: 'path', required: true, schema: integer });
const pageOf = (name: string) =>
  object({ data: { type: 'array', items: ref(name) }, count: integer }, ['data', 'count']);
const window = [inQuery('take', { type: 'integer', maximum: 100, default: 5 }), inQuery('skip', integer)];
const booking = { requestBody: json(ref('TransactionCreate')), ...ok(ref('Transaction')) };

const client = {
  family_name: maybe(text),
  given_name: maybe(text),
  middle_name: maybe(text),
  sex: maybe({ type: 'string', enum: ['male', 'female'] }),
  birth_date: maybe({ type: 'string', format: 'date' }),
  phone_numbers: { type: 'array', items: text },
  email: maybe(text),
};

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Loyalty', version: '7' },
  servers: [{ url: '/api/v0' }],
  paths: {
    '/auth/login': {
      post: {
        operationId: 'login_auth_login_post',
        tags: ['Авторизация'],
        requestBody: json(ref('LoginForm')),
        ...ok(ref('Token')),
      },
    },
    '/auth/me': { get: { operationId: 'me_auth_me_get', tags: ['Авторизация'], ...ok(ref('User')) } },
    '/clients': {
      get: { operationId: 'get_clients_clients_get', tags: ['Клиенты'], parameters: window, ...ok(ref('ClientPage')) },
      post: {
        operationId: 'create_client_clients_post',
        tags: ['Клиенты'],
        requestBody: json(ref('ClientCreate')),
        ...ok(ref('Client')),
      },
    },
    '/clients/by_card': {
      get: {
        operationId: 'by_card_clients_by_card_get',
        tags: ['Клиенты'],
        parameters: [inQuery('number', text, true)],
        ...ok(ref('Client')),
      },
    },
    '/clients/{client_id}': {
      parameters: [inPath('client_id')],
      get: { operationId: 'get_client_clients__client_id__get', tags: ['Клиенты'], ...ok(ref('Client')) },
      patch: {
        operationId: 'patch_client_clients__client_id__patch',
        tags: ['Клиенты'],
        requestBody: json(ref('ClientCreate')),
        ...ok(ref('Client')),
      },
    },
    '/transactions': {
      get: {
        operationId: 'get_transactions_transactions_get',
        tags: ['Операции'],
        parameters: [...window, inQuery('client_id', maybe(integer))],
        ...ok(ref('TransactionPage')),
      },
    },
    '/transactions/{transaction_id}': {
      get: {
        operationId: 'get_transaction_transactions__transaction_id__get',
        tags: ['Операции'],
        parameters: [inPath('transaction_id')],
        ...ok(ref('Transaction')),
      },
    },
    '/transactions/accrual': {
      post: { operationId: 'accrual_transactions_accrual_post', tags: ['Операции'], ...booking },
    },
    '/transactions/write_off': {
      post: { operationId: 'write_off_transactions_write_off_post', tags: ['Операции'], ...booking },
    },
    '/client_groups': {
      get: { operationId: 'groups_client_groups_get', tags: ['Группы'], parameters: window, ...ok(ref('GroupPage')) },
    },
    '/promo/{promo_id}/run': {
      post: {
        operationId: 'run_promo',
        tags: ['Акции'],
        parameters: [inPath('promo_id')],
        ...ok(object({ done: integer })),
      },
    },
    '/health': { get: { operationId: 'health_health_get', ...ok(object({ status: text })) } },
  },
  components: {
    securitySchemes: { HTTPBearer: { type: 'http', scheme: 'bearer' } },
    schemas: {
      LoginForm: object({ username: text, password: text }, ['username', 'password']),
      Token: object({ token: text, expires: integer }, ['token']),
      User: object({ id: integer, username: text, role: maybe(text) }, ['id', 'username']),
      ClientBase: object(client),
      ClientCreate: { allOf: [ref('ClientBase'), object({ group_id: integer }, ['group_id'])] },
      Client: {
        allOf: [
          ref('ClientBase'),
          object(
            {
              id: integer,
              group_id: integer,
              balance: { type: 'number' },
              blocked: { type: 'boolean' },
              cards: { type: 'array', items: ref('Card') },
              registration_date: { type: 'string', format: 'date-time' },
              invited_by_client: maybe(ref('Client')),
            },
            ['id', 'group_id', 'balance', 'blocked', 'cards', 'registration_date'],
          ),
        ],
      },
      Card: object(
        { id: integer, client_id: integer, type_id: integer, number: text, temporary: { type: 'boolean' } },
        ['id', 'number'],
      ),
      ClientPage: pageOf('Client'),
      Transaction: object(
        {
          id: integer,
          client_id: integer,
          type: { type: 'string', enum: ['deposit', 'withdraw', 'expire'] },
          sum: { type: 'number' },
          note: maybe(text),
          created: text,
        },
        ['id', 'client_id', 'type', 'sum', 'created'],
      ),
      TransactionCreate: object({ client_id: integer, sum: { type: 'number' }, note: text }, [
        'client_id',
        'sum',
        'note',
      ]),
      TransactionPage: pageOf('Transaction'),
      Group: object({ id: integer, title: text }, ['id', 'title']),
      GroupPage: pageOf('Group'),
    },
  },
};

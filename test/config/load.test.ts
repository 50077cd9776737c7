import { expect, test } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import { loadConfig } from '../../src/config/load.ts';

const HASH = 'a'.repeat(64);
const WHOLE = `
server: { host: 127.0.0.1, port: 4000, adminPort: null, adminHost: 127.0.0.1, publicUrl: https://bonus.example, trustedProxies: [] }
tenants:
  - slug: saturn
    name: Ресторан «Сатурн»
    baseUrl: http://127.0.0.1:11030/api/v0/
    timeZone: Europe/Moscow
    credentials: { login: gateway, password: { env: SATURN_PASSWORD } }
    dialect:
      keyCase: snake
      moneyUnit: roubles
      listEnvelope: auto
      idsFilter: false
      operationIdsFilter: false
      maxLimit: 500
      numericIdentifiers: true
      authScheme: Bearer
      unauthorized: [401, 403]
      paths: { accounts.insert: "POST /accounts/add", accounts.removeIdentifier: "DELETE /identifiers/{identifierId}/of/{id}" }
      names: { Account.lastName: surname, Operation.reason: comment }
      parameters: { operations.list.accountId: account_no }
      values: { Operation.kind: { POS_PAYMENT: 0 } }
      missing: [ tags.list ]
    upstream: { maxConcurrent: 32, maxQueue: 1000, timeoutMs: 5000, deadlineMs: 10000, allowHttp: false, allowPrivate: false }
    valueMoves: { maxAmount: "100000.00", settleSeconds: 600, reasonVerbatim: auto, groupTimeoutMs: 120000 }
apiKeys:
  - { id: site, tenant: saturn, hash: "sha256:${HASH}", roles: [guest-app] }
  - { id: site, tenant: saturn, hash: "sha256:${'B'.repeat(64)}", scopes: ["card:read"], rateLimit: { costPerMinute: 5 } }
secrets: { keys: [ { kid: "2026-11", secret: { env: GATEWAY_SECRET } } ] }
staffSessions: { roles: [crm], ttlSeconds: 43200, idleSeconds: 1800, perTenant: 1000, perLogin: 5 }
guestTokens: { keys: [ { kid: "2026-11", secret: { env: GUEST_TOKEN_SECRET } } ], ttlSeconds: 900 }
intents: { store: sqlite, path: ./data/intents.db }
cors: { origins: [ "https://bonus.example" ] }
graphiql: false
introspection: false
persistedOperations: { mode: off }
limits: { bodyBytes: 102400, tokens: 1000, depth: 10, aliases: 15, directives: 5, rootFields: 10, cost: 5000, upstreamCalls: 300, expandedFields: 5000, inFlight: 500, waiting: 1000, tenantShare: 0.5, keyShare: 0.25 }
rateLimit: { costPerMinute: 600000 }
`;
const ENV = { SATURN_PASSWORD: 's3cret', GUEST_TOKEN_SECRET: 'x'.repeat(32), GATEWAY_SECRET: 'y'.repeat(32) };
const TENANT = `tenants:
  - slug: saturn
    name: Saturn
    baseUrl: http://127.0.0.1:11030/api/v0
    timeZone: Europe/Moscow
    credentials: { token: { env: TOKEN } }
`;

function load(text: string, env: Environment = { TOKEN: 't' }, files: Record<string, string> = {}) {
  const readFile = (path: string) => {
    const found = files[path];
    if (found === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return found;
  };
  return loadConfig({ path: '/etc/gateway/gateway.yaml', text, env, readFile });
}

function config(text: string, env?: Environment, files?: Record<string, string>) {
  const result = load(text, env, files);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result.config;
}

function faults(text: string, env?: Environment, files?: Record<string, string>): string[] {
  const result = load(text, env, files);
  return 'faults' in result ? result.faults.map(({ line, path, message }) => `${line} ${path}: ${message}`) : [];
}

test('the whole documented file is read, with every section', () => {
  const read = config(WHOLE, ENV, {});
  expect(read).toMatchInlineSnapshot(`
    {
      "apiKeys": [
        {
          "allowFrom": null,
          "expires": null,
          "guestsPerHour": 5000,
          "hash": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "id": "site",
          "rateLimit": null,
          "roles": [
            "guest-app",
          ],
          "scopes": [],
          "tenant": "saturn",
        },
        {
          "allowFrom": null,
          "expires": null,
          "guestsPerHour": 5000,
          "hash": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
          "id": "site",
          "rateLimit": {
            "costPerMinute": 5,
          },
          "roles": [],
          "scopes": [
            "card:read",
          ],
          "tenant": "saturn",
        },
      ],
      "cors": {
        "origins": [
          "https://bonus.example",
        ],
      },
      "examination": {
        "daily": true,
        "upstreamCalls": 30,
      },
      "graphiql": false,
      "guestTokens": {
        "costPerMinute": 6000,
        "keys": [
          {
            "kid": "2026-11",
            "secret": "[secret]",
          },
        ],
        "ttlSeconds": 900,
      },
      "intents": {
        "path": "/etc/gateway/data/intents.db",
        "store": "sqlite",
      },
      "introspection": false,
      "limits": {
        "aliases": 15,
        "answerBytes": 268435456,
        "bodyBytes": 102400,
        "connections": 5000,
        "cost": 5000,
        "depth": 10,
        "dictionaryBytes": 268435456,
        "directives": 5,
        "expandedFields": 5000,
        "inFlight": 500,
        "keyShare": 0.25,
        "rootFields": 10,
        "tenantShare": 0.5,
        "tokens": 1000,
        "upstreamCalls": 300,
        "waiting": 1000,
      },
      "log": {
        "level": "info",
        "slowRequestMs": 2000,
      },
      "path": "/etc/gateway/gateway.yaml",
      "persistedOperations": {
        "guests": null,
        "manifest": null,
        "mode": "off",
      },
      "production": false,
      "rateLimit": {
        "costPerMinute": 600000,
      },
      "secrets": {
        "keys": [
          {
            "kid": "2026-11",
            "secret": "[secret]",
          },
        ],
      },
      "server": {
        "adminHost": "127.0.0.1",
        "adminPort": null,
        "drainSeconds": 0,
        "host": "127.0.0.1",
        "port": 4000,
        "publicUrl": "https://bonus.example",
        "trustedProxies": [],
      },
      "staffSessions": {
        "idleSeconds": 1800,
        "perLogin": 5,
        "perTenant": 1000,
        "roles": [
          "crm",
        ],
        "ttlSeconds": 43200,
      },
      "tenants": [
        {
          "baseUrl": "http://127.0.0.1:11030/api/v0",
          "credentials": {
            "login": "gateway",
            "password": "[secret]",
          },
          "dialect": {
            "adapter": null,
            "authScheme": "Bearer",
            "checked": null,
            "dateBounds": "time",
            "forms": {
              "dateTime": "local",
              "phone": "plain",
            },
            "idsFilter": false,
            "keyCase": "snake",
            "leaveOut": {},
            "listEnvelope": "auto",
            "login": "json",
            "maxLimit": 500,
            "missing": [
              "tags.list",
            ],
            "money": {},
            "moneyUnit": "roubles",
            "names": {
              "Account.lastName": "surname",
              "Operation.reason": "comment",
            },
            "numericIdentifiers": true,
            "operationIdsFilter": false,
            "paging": null,
            "parameters": {
              "operations.list.accountId": "account_no",
            },
            "paths": {
              "accounts.insert": "POST /accounts/add",
              "accounts.removeIdentifier": "DELETE /identifiers/{identifierId}/of/{id}",
            },
            "repeatedLists": false,
            "token": null,
            "total": "body",
            "unauthorized": [
              401,
              403,
            ],
            "update": "auto",
            "values": {
              "Operation.kind": {
                "POS_PAYMENT": 0,
              },
            },
          },
          "name": "Ресторан «Сатурн»",
          "slug": "saturn",
          "timeZone": "Europe/Moscow",
          "upstream": {
            "allowHttp": false,
            "allowPrivate": false,
            "allowedAddresses": [],
            "breakerCalls": 20,
            "breakerMaxOpenMs": 10000,
            "breakerOpenMs": 1000,
            "breakerShare": 0.5,
            "breakerWindowMs": 10000,
            "closeTimeoutMs": 10000,
            "connectTimeoutMs": 1000,
            "deadlineMs": 10000,
            "dictionaryRows": 20000,
            "dictionaryTimeoutMs": 30000,
            "futileRenewalMs": 5000,
            "loginAttemptsPerMinute": 5,
            "loginBackoffMs": 1000,
            "loginMaxBackoffMs": 30000,
            "loginRetryMs": 1000,
            "maxBytes": {
              "dictionary": 8388608,
              "document": 8388608,
              "page": 2097152,
              "report": 4194304,
              "row": 262144,
              "token": 8192,
            },
            "maxConcurrent": 32,
            "maxQueue": 1000,
            "maxRetries": 2,
            "maxValues": 100000,
            "refreshAheadMs": 60000,
            "refreshAheadShare": 0.2,
            "retryBaseMs": 50,
            "retryFloor": 3,
            "retryShare": 0.2,
            "retryWindowMs": 10000,
            "timeoutMs": 5000,
            "tls": {
              "ca": null,
              "fingerprint": null,
              "serverName": null,
            },
            "writeShare": 8,
          },
          "valueMoves": {
            "audit": 1,
            "groupTimeoutMs": 120000,
            "maxAmount": 10000000,
            "reasonVerbatim": "auto",
            "settleSeconds": 600,
          },
        },
      ],
    }
  `);
  const [tenant] = read.tenants;
  expect(tenant && 'password' in tenant.credentials && tenant.credentials.password.reveal()).toBe('s3cret');
});

test('only tenants are required, and everything else has its documented default', () => {
  const { tenants, ...others } = config(TENANT);
  // The limits of the whole file are written as they are by default.
  const upstreamOf = (all: typeof tenants) => all.map(({ upstream }) => upstream);
  expect(upstreamOf(tenants)).toEqual(upstreamOf(config(WHOLE, ENV).tenants));
  expect({ ...others, tenants: tenants.map(({ upstream: _, ...tenant }) => tenant) }).toMatchInlineSnapshot(`
    {
      "apiKeys": [],
      "cors": {
        "origins": [],
      },
      "examination": {
        "daily": true,
        "upstreamCalls": 30,
      },
      "graphiql": true,
      "guestTokens": null,
      "intents": {
        "path": "/etc/gateway/data/intents.db",
        "store": "sqlite",
      },
      "introspection": true,
      "limits": {
        "aliases": 15,
        "answerBytes": 268435456,
        "bodyBytes": 102400,
        "connections": 5000,
        "cost": 5000,
        "depth": 10,
        "dictionaryBytes": 268435456,
        "directives": 5,
        "expandedFields": 5000,
        "inFlight": 500,
        "keyShare": 0.25,
        "rootFields": 10,
        "tenantShare": 0.5,
        "tokens": 1000,
        "upstreamCalls": 300,
        "waiting": 1000,
      },
      "log": {
        "level": "info",
        "slowRequestMs": 2000,
      },
      "path": "/etc/gateway/gateway.yaml",
      "persistedOperations": {
        "guests": null,
        "manifest": null,
        "mode": "off",
      },
      "production": false,
      "rateLimit": {
        "costPerMinute": 600000,
      },
      "secrets": {
        "keys": [],
      },
      "server": {
        "adminHost": "127.0.0.1",
        "adminPort": null,
        "drainSeconds": 0,
        "host": "127.0.0.1",
        "port": 4000,
        "publicUrl": null,
        "trustedProxies": [],
      },
      "staffSessions": null,
      "tenants": [
        {
          "baseUrl": "http://127.0.0.1:11030/api/v0",
          "credentials": {
            "token": "[secret]",
          },
          "dialect": {
            "adapter": null,
            "authScheme": "bearer",
            "checked": null,
            "dateBounds": "time",
            "forms": {
              "dateTime": "local",
              "phone": "plain",
            },
            "idsFilter": true,
            "keyCase": "camel",
            "leaveOut": {},
            "listEnvelope": "auto",
            "login": "json",
            "maxLimit": 1000,
            "missing": [],
            "money": {},
            "moneyUnit": "kopecks",
            "names": {},
            "numericIdentifiers": false,
            "operationIdsFilter": true,
            "paging": null,
            "parameters": {},
            "paths": {},
            "repeatedLists": false,
            "token": null,
            "total": "body",
            "unauthorized": [
              401,
            ],
            "update": "auto",
            "values": {},
          },
          "name": "Saturn",
          "slug": "saturn",
          "timeZone": "Europe/Moscow",
          "valueMoves": {
            "audit": 1,
            "groupTimeoutMs": 120000,
            "maxAmount": 10000000,
            "reasonVerbatim": "auto",
            "settleSeconds": 600,
          },
        },
      ],
    }
  `);
});

test('the same in JSON is the same configuration', () => {
  const tenant = {
    slug: 'saturn',
    name: 'Saturn',
    baseUrl: 'http://127.0.0.1:11030/api/v0',
    timeZone: 'Europe/Moscow',
    credentials: { token: { env: 'TOKEN' } },
  };
  expect(config(JSON.stringify({ tenants: [tenant] }))).toEqual(config(TENANT));
});

test('sections left empty count as absent', () => {
  expect(config(`${TENANT}    dialect:\n    upstream:\nserver:\napiKeys:\nlimits:\ncors:\n`).limits).toEqual(
    config(TENANT).limits,
  );
});

test('a tenant has not the name that metrics give the tenants without series of their own', () => {
  expect(faults(TENANT.replace('saturn', 'other'))).toEqual([
    expect.stringMatching(/^\d+ tenants\[0\]\.slug: is what \/metrics calls the tenants beyond the first 200$/),
  ]);
  expect(config(TENANT.replace('saturn', 'others')).tenants[0]?.slug).toBe('others');
});

test('all faults are told at once, each with its line and path', () => {
  const text = `sever: { port: 80 }
server:
  port: 70000
  adminport: 1
tenants:
  - slug: Saturn_1
    name: Saturn
    baseUrl: http://bonus.example/api/v0
    timeZone: Europe/Moskow
    credentials: { login: gateway, passwort: x }
  - slug: venus
    name: ""
    baseUrl: ftp://bonus.example
    timeZone: Europe/Moscow
    credentials: { login: gateway, password: { env: NOT_THERE } }
    dialect:
      keyCase: kebab
      paths: { accounts.add: "POST /a", accounts.get: "GET /accounts/{no}", tags.list: /tags }
      names: { Acount.lastName: surname, Account.surname: x }
      parameters: { operations.list.cardId: account_no }
      missing: [ tag.list ]
    valueMoves: { maxAmount: 100000.00 }
  - slug: venus
    name: Venus
    baseUrl: https://192.168.0.7/api/v0?x=1
    timeZone: Europe/Moscow
apiKeys:
  - { id: site_1, tenant: mars, hash: "sha1:00", roles: [guest] }
  - { id: site, tenant: venus, hash: "sha256:${HASH}" }
  - { id: site, tenant: venus, hash: "sha256:${HASH}", scopes: ["card:reed"] }
guestTokens: { keys: [ { kid: a, secret: short }, { kid: a, secret: { fiel: x } } ], ttlSeconds: 7200 }
intents: { store: mysql }
cors: { origins: [ "*", "https://bonus.example/" ] }
graphiql: yes
persistedOperations: { mode: only }
limits: { depth: 0, aliases: 1.5 }
`;
  expect(faults(text, {}).join('\n')).toMatchInlineSnapshot(`
    "1 sever: unknown key (did you mean "server"?)
    3 server.port: must be at most 65535
    4 server.adminport: unknown key (did you mean "adminPort"?)
    6 tenants[0].slug: must be 1 to 32 of a-z, 0-9 and -
    8 tenants[0].baseUrl: http is for loopback only: use https, or set upstream.allowHttp
    9 tenants[0].timeZone: no such time zone (did you mean "Europe/Moscow"?); use an IANA name such as Europe/Moscow
    10 tenants[0].credentials.passwort: unknown key (did you mean "password"?)
    10 tenants[0].credentials: must hold login and password, or token alone
    12 tenants[1].name: must not be empty
    13 tenants[1].baseUrl: must be an http or https address, such as https://bonus.example/api/v0
    15 tenants[1].credentials.password: the environment variable NOT_THERE is not set
    17 tenants[1].dialect.keyCase: must be one of camel, snake
    18 tenants[1].dialect.paths["tags.list"]: must read "METHOD /path", such as "POST /accounts/add" or "GET /accounts/get?id={id}"
    18 tenants[1].dialect.paths["accounts.add"]: the contract has no operation of this name (did you mean "accounts.get"?)
    18 tenants[1].dialect.paths["accounts.get"]: the path must hold {id}
    19 tenants[1].dialect.names["Acount.lastName"]: must read Resource.property, such as Account.lastName (did you mean "Account"?)
    19 tenants[1].dialect.names["Account.surname"]: the contract has no such property
    20 tenants[1].dialect.parameters["operations.list.cardId"]: operations.list has no such parameter
    21 tenants[1].dialect.missing[0]: the contract has no operation of this name (did you mean "tags.list"?)
    22 tenants[1].valueMoves.maxAmount: must be a text in quotes, such as "100000.00"
    23 tenants[2].credentials: is required
    23 tenants[2].slug: another entry has this slug
    25 tenants[2].baseUrl: must end with the base path: no ? and no #
    28 apiKeys[0].id: must be 1 to 32 of a-z, 0-9 and -
    28 apiKeys[0].hash: must read "sha256:" and 64 hex digits: the SHA-256 of the whole key
    28 apiKeys[0].roles[0]: must be one of guest-app, booking, delivery, crm, analytics, admin
    28 apiKeys[0].tenant: no tenant has this slug
    29 apiKeys[1]: a key needs roles or scopes
    30 apiKeys[2].scopes[0]: must be one of guest:read, guest:list, guest:write, card:read, card:write, operation:read, operation:write, operation:bulk, dictionary:read, dictionary:write, report:read, user:read, guest-token:issue, debug (did you mean "card:read"?)
    30 apiKeys[2].hash: another entry has this hash
    31 guestTokens.keys[0].secret: must hold at least 32 bytes
    31 guestTokens.keys[1].secret: must be text, { env: NAME } or { file: path }; unknown key "fiel" (did you mean "file"?)
    31 guestTokens.ttlSeconds: must be at most 3600
    31 guestTokens.keys[1].kid: another entry has this kid
    32 intents.store: must be one of sqlite, postgres, memory
    33 cors.origins[0]: must be an exact origin, such as "https://bonus.example" or "capacitor://localhost"
    33 cors.origins[1]: must be an exact origin, such as "https://bonus.example" or "capacitor://localhost"
    34 graphiql: must be true or false, not a text
    35 persistedOperations: only needs a manifest
    36 limits.depth: must be at least 1
    36 limits.aliases: must be a whole number, not a fraction"
  `);
});

test('what is not YAML says where, and nothing else', () => {
  expect(faults('tenants:\n  - slug: [a\nserver: {}\n').join('\n')).toMatchInlineSnapshot(
    `"3 : Flow sequence in block collection must be sufficiently indented and end with a ]"`,
  );
  expect(faults('tenants: []\ntenants: []\n').join('\n')).toMatchInlineSnapshot(`"2 : Map keys must be unique"`);
  expect(faults('').join('\n')).toMatchInlineSnapshot(`"null tenants: is required"`);
  expect(faults('[1, 2]').join('\n')).toMatchInlineSnapshot(`"1 : must be a section, not a list"`);
});

test('a file of aliases that stand for gigabytes is refused', () => {
  const bomb = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1}, `.repeat(9) : '1, '}]`).join(
    '\n',
  );
  expect(faults(bomb).join('\n')).toMatch(/alias/i);
});

test('a missing file is a fault, not a crash', () => {
  const readFile = () => {
    throw Object.assign(new Error('no'), { code: 'ENOENT' });
  };
  expect(loadConfig({ path: 'x.yaml', env: {}, readFile })).toEqual({
    faults: [{ line: null, path: '', message: 'the configuration file cannot be read (ENOENT)' }],
  });
});

test('an empty tenant list, and one key of nobody', () => {
  expect(faults('tenants: []').join('\n')).toMatchInlineSnapshot(`"1 tenants: must name at least one tenant"`);
});

test.each([
  ['http://bonus.example/api', '', 'http is for loopback only'],
  ['http://bonus.example/api', 'allowHttp: true', ''],
  ['https://bonus.example/api', '', ''],
  ['http://localhost:1/api', '', ''],
  ['http://[::1]:1/api', '', ''],
  ['https://10.0.0.8/api', '', 'private address'],
  ['https://10.0.0.8/api', 'allowPrivate: true', ''],
  ['https://10.0.0.8/api', 'allowedAddresses: [10.0.0.0/24]', ''],
  ['https://10.0.0.8/api', 'allowedAddresses: [10.1.0.0/24]', 'private address'],
  ['https://10.0.0.8/api', 'allowedAddresses: [10.0.0.0/99]', 'must be an address or a range'],
  ['https://bonus.example/api', 'allowedAddresses: [bonus.example]', 'must be an address or a range'],
  ['https://169.254.169.254/', '', 'private address'],
  ['https://[fd00::1]/', '', 'private address'],
  ['https://0x0a000008/', '', 'private address'],
  ['https://user:pass@bonus.example/', '', 'no login'],
  ['https://bonus.example/?a=1', '', 'no ?'],
  ['file:///etc/passwd', '', 'http or https'],
  ['bonus.example', '', 'http or https'],
])('the base address %s with { %s } is judged: %s', (baseUrl, upstream, message) => {
  const text = TENANT.replace('http://127.0.0.1:11030/api/v0', `"${baseUrl}"`).concat(
    `    upstream: { ${upstream} }\n`,
  );
  const found = faults(text).join('\n');
  if (message === '') expect(found).toBe('');
  else expect(found).toContain(message);
});

test('a secret comes from a literal, the environment or a file beside the configuration', () => {
  const read = (secret: string, env: Environment = {}, files = {}) =>
    config(TENANT.replace('{ env: TOKEN }', secret), env, files).tenants.map(
      ({ credentials }) => 'token' in credentials && credentials.token.reveal(),
    );
  expect(read('"literal"')).toEqual(['literal']);
  expect(read('{ env: TOKEN }', { TOKEN: 'from env' })).toEqual(['from env']);
  expect(read('{ file: secrets/token }', {}, { '/etc/gateway/secrets/token': 'from file\n' })).toEqual(['from file']);
});

test('a secret that is not there is a fault that names the place and never the value', () => {
  const read = (secret: string, env: Environment = {}) =>
    faults(TENANT.replace('{ env: TOKEN }', secret), env).join('\n');
  expect(read('{ env: TOKEN }')).toContain('the environment variable TOKEN is not set');
  expect(read('{ env: TOKEN }', { TOKEN: '' })).toContain('is not set');
  expect(read('{ file: nowhere }')).toContain('the file nowhere cannot be read (ENOENT)');
  expect(read('{ enw: TOKEN }')).toContain('did you mean "env"?');
  expect(read('12345678')).toContain('must be text');
  expect(read('12345678')).not.toContain('12345678');
});

test('production refuses literal secrets and a log in memory, and closes what shows the schema', () => {
  const env = { NODE_ENV: 'production', TOKEN: 't' };
  expect(config(TENANT, env)).toMatchObject({ production: true, graphiql: false, introspection: false });
  expect(config(`${TENANT}graphiql: true\n`, env)).toMatchObject({ graphiql: true, introspection: false });
  const literal = faults(`${TENANT.replace('{ env: TOKEN }', 'hunter2')}intents: { store: memory }\n`, env).join('\n');
  expect(literal).toMatchInlineSnapshot(`
    "6 tenants[0].credentials.token: a secret must not stand in the file in production: use { env: NAME } or { file: path }
    7 intents.store: memory loses value moves at a restart: use sqlite or postgres in production"
  `);
});

test('certificates that nobody checks are refused in production', () => {
  const unchecked = { TOKEN: 't', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  expect(faults(TENANT, { ...unchecked, NODE_ENV: 'production' }).join()).toMatch(
    /NODE_TLS_REJECT_UNAUTHORIZED=0 lets/,
  );
  expect(load(TENANT, unchecked)).toHaveProperty('config');
  expect(load(TENANT, { ...unchecked, NODE_ENV: 'production', NODE_TLS_REJECT_UNAUTHORIZED: '1' })).toHaveProperty(
    'config',
  );
});

test('HOST, PORT and LOG_LEVEL of the environment override the file', () => {
  const read = config(`${TENANT}server: { host: 127.0.0.1, port: 1 }\n`, {
    TOKEN: 't',
    HOST: '0.0.0.0',
    PORT: '8080',
    LOG_LEVEL: 'DEBUG',
  });
  expect(read.server).toMatchObject({ host: '0.0.0.0', port: 8080 });
  expect(read.log.level).toBe('debug');
  expect(faults(TENANT, { TOKEN: 't', PORT: '80a', LOG_LEVEL: 'loud' })).toEqual([
    'null : the environment variable PORT must be a port number, 0 to 65535',
    'null : the environment variable LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
  ]);
});

test('the former limit of an answer names those that replaced it', () => {
  expect(faults(`${TENANT}    upstream: { maxAnswerBytes: 16777216 }\n`)).toEqual([
    '7 tenants[0].upstream.maxAnswerBytes: was replaced by maxBytes: { row, page, dictionary, report, document, token }',
  ]);
  const { upstream } = Object(config(`${TENANT}    upstream: { maxBytes: { page: 4194304 } }\n`).tenants[0]);
  expect(upstream.maxBytes).toEqual({
    row: 262_144,
    page: 4_194_304,
    dictionary: 8_388_608,
    report: 4_194_304,
    document: 8_388_608,
    token: 8192,
  });
});

test('redis was removed, and the fault says what replicas share', () => {
  expect(faults(`${TENANT}redis: { url: { env: REDIS_URL } }\n`)).toEqual([
    '7 redis: was removed: replicas share PostgreSQL, with intents: { store: postgres, url: … }',
  ]);
  expect(faults(`${TENANT}redis:\n`)).toHaveLength(1);
});

test('the admin port must not be the port', () => {
  expect(faults(`${TENANT}server: { adminPort: 4000 }\n`).join()).toContain('server.adminPort: must differ');
});

test('ranges and days that are none are faults with their lines', () => {
  const text = `${TENANT}server:
  trustedProxies:
    - 10.0.0.0/8
    - bonus.example
    - 10.0.0.0/33
    - 0x0a.1
    - 2001:db8::/129
    - 7
apiKeys:
  - id: site
    tenant: saturn
    hash: "sha256:${HASH}"
    roles: [booking]
    allowFrom: []
    expires: 2027-02-30
  - { id: till, tenant: saturn, hash: "sha256:${'b'.repeat(64)}", roles: [booking], allowFrom: 10.0.0.0/8, expires: soon }
`;
  const range = 'must be an address range, such as "10.0.0.0/8" or "2001:db8::/32"';
  expect(faults(text)).toEqual([
    `10 server.trustedProxies[1]: ${range}`,
    `11 server.trustedProxies[2]: ${range}`,
    `12 server.trustedProxies[3]: ${range}`,
    `13 server.trustedProxies[4]: ${range}`,
    '14 server.trustedProxies[5]: must be a text such as "10.0.0.0/8"',
    '20 apiKeys[0].allowFrom: must have at least 1',
    '21 apiKeys[0].expires: must be a day of the calendar, such as 2027-01-01',
    '22 apiKeys[1].allowFrom: must be a list, not a text',
    '22 apiKeys[1].expires: must be a day of the calendar, such as 2027-01-01',
  ]);
});

test('the dialect of the only tenant may stand beside it, as it is copied from what doctor prints', () => {
  const pasted = (text: string) => `${TENANT}dialect:\n      keyCase: snake\n${text}`;
  const own = load(pasted('      maxLimit: 50\nintents: { store: memory }\n'));
  expect('config' in own && own.config.tenants[0]?.dialect).toMatchObject({ keyCase: 'snake', maxLimit: 50 });
  expect(load(pasted('      maxLimit: none\n'))).toEqual({
    faults: [{ line: 9, path: 'dialect.maxLimit', message: 'must be a number, not a text' }],
  });
  const message = 'belongs to a tenant: indent it with all its lines as the other lines of its tenant are';
  const another = TENANT.replace('tenants:\n', '').replace('slug: saturn', 'slug: venus');
  for (const before of [`${TENANT}${another}`, `${TENANT}    dialect: {}\n`])
    expect(load(`${before}dialect: { keyCase: snake }\n`)).toEqual({
      faults: [{ line: before.split('\n').length, path: 'dialect', message }],
    });
});

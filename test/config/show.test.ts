import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { showConfig } from '../../src/config/show.ts';

test('every value in force is shown as the file would write it, and no secret', () => {
  const text = `
tenants:
  - slug: saturn
    name: Ресторан «Сатурн»
    baseUrl: http://127.0.0.1:11030/api/v0
    timeZone: Europe/Moscow
    credentials: { login: gateway, password: canary-1 }
apiKeys: [ { id: site, tenant: saturn, hash: "sha256:${'a'.repeat(64)}", roles: [guest-app] } ]
secrets: { keys: [ { kid: b, secret: canary-3-canary-3-canary-3-canary-3 } ] }
staffSessions: {}
guestTokens: { keys: [ { kid: a, secret: canary-2-canary-2-canary-2-canary-2 } ] }
intents: { store: postgres, url: { env: URL } }
`;
  const result = loadConfig({ path: '/etc/gateway.yaml', text, env: { URL: 'canary-4' } });
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  const shown = showConfig(result.config);
  expect(shown).not.toContain('canary');
  expect(shown).toMatchInlineSnapshot(`
    "# /etc/gateway.yaml
    # not production, log level info
    server:
      host: 127.0.0.1
      port: 4000
      adminPort: null
      adminHost: 127.0.0.1
      publicUrl: null
      drainSeconds: 0
      trustedProxies: []
    tenants:
      - slug: saturn
        name: Ресторан «Сатурн»
        baseUrl: http://127.0.0.1:11030/api/v0
        timeZone: Europe/Moscow
        credentials:
          login: gateway
          password: "[secret]"
        dialect:
          keyCase: camel
          moneyUnit: kopecks
          money: {}
          listEnvelope: auto
          total: body
          idsFilter: true
          operationIdsFilter: true
          repeatedLists: false
          paging: null
          maxLimit: 1000
          numericIdentifiers: false
          authScheme: bearer
          login: json
          token: null
          unauthorized:
            - 401
          leaveOut: {}
          update: auto
          paths: {}
          names: {}
          parameters: {}
          forms:
            phone: plain
            dateTime: local
          dateBounds: time
          values: {}
          missing: []
          checked: null
          adapter: null
        upstream:
          maxConcurrent: 32
          maxQueue: 1000
          writeShare: 8
          connectTimeoutMs: 1000
          timeoutMs: 5000
          deadlineMs: 10000
          maxBytes:
            row: 262144
            page: 2097152
            dictionary: 8388608
            report: 4194304
            document: 8388608
            token: 8192
          maxValues: 100000
          dictionaryRows: 20000
          dictionaryTimeoutMs: 30000
          tls:
            ca: null
            serverName: null
            fingerprint: null
          allowHttp: false
          allowPrivate: false
          allowedAddresses: []
          maxRetries: 2
          retryBaseMs: 50
          retryShare: 0.2
          retryFloor: 3
          retryWindowMs: 10000
          breakerCalls: 20
          breakerShare: 0.5
          breakerWindowMs: 10000
          breakerOpenMs: 1000
          breakerMaxOpenMs: 10000
          refreshAheadMs: 60000
          refreshAheadShare: 0.2
          loginBackoffMs: 1000
          loginMaxBackoffMs: 30000
          loginAttemptsPerMinute: 5
          loginRetryMs: 1000
          futileRenewalMs: 5000
          closeTimeoutMs: 10000
        valueMoves:
          maxAmount: "100000.00"
          settleSeconds: 600
          reasonVerbatim: auto
          audit: 1
          groupTimeoutMs: 120000
    apiKeys:
      - id: site
        tenant: saturn
        roles:
          - guest-app
        scopes: []
        rateLimit: null
        guestsPerHour: 5000
        allowFrom: null
        expires: null
        hash: sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    log:
      level: info
      slowRequestMs: 2000
    examination:
      daily: true
      upstreamCalls: 30
    secrets:
      keys:
        - kid: b
          secret: "[secret]"
    staffSessions:
      roles:
        - crm
      ttlSeconds: 43200
      idleSeconds: 1800
      perTenant: 1000
      perLogin: 5
    guestTokens:
      costPerMinute: 6000
      keys:
        - kid: a
          secret: "[secret]"
      ttlSeconds: 900
    intents:
      store: postgres
      url: "[secret]"
    cors:
      origins: []
    graphiql: true
    introspection: true
    persistedOperations:
      mode: off
      guests: null
      manifest: null
    limits:
      bodyBytes: 102400
      tokens: 1000
      depth: 10
      aliases: 15
      directives: 5
      rootFields: 10
      cost: 5000
      upstreamCalls: 300
      expandedFields: 5000
      inFlight: 500
      waiting: 1000
      connections: 5000
      answerBytes: 268435456
      dictionaryBytes: 268435456
      tenantShare: 0.5
      keyShare: 0.25
    rateLimit:
      costPerMinute: 600000
    "
  `);
});

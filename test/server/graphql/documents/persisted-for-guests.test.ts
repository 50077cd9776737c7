import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { given } from '../../../kit/given.ts';

const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
afterAll(() => rmSync(folder, { recursive: true }));
const manifest = join(folder, 'operations.json');
const OWN = '{ viewer { guest { upstreamId } } }';
const hash = createHash('sha256').update(OWN).digest('hex');
writeFileSync(manifest, JSON.stringify({ [hash]: OWN }));

const http = {
  persistedOperations: { mode: 'off', guests: 'only', manifest },
  guestTokens: { keys: [{ kid: 'a', secret: 'a secret of the tests, 32 bytes long' }] },
};

test('guests: only binds guest tokens to the registered documents, while modules send what they like', async () => {
  const saturn = await given({ http });
  const issued = await saturn.ask(
    'mutation { guestTokenIssue(input: { by: { phone: "+79000001042" } }) { ... on GuestTokenIssuePayload { token } } }',
    {},
    { role: 'guest-app' },
  );
  const token = (issued.body.data?.guestTokenIssue as { token: string } | undefined)?.token;
  const post = async (asked: object) => {
    const response = await fetch(`${saturn.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(asked),
    });
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
    return errors?.[0]?.extensions.code ?? data;
  };
  expect(await post({ documentId: `sha256:${hash}` })).toEqual({ viewer: { guest: { upstreamId: '142' } } });
  expect(await post({ query: OWN })).toBe('PERSISTED_QUERY_NOT_FOUND');
});

test('a browser may keep what a key reads of dictionaries by GET for a minute, and nothing else', async () => {
  const saturn = await given({ http });
  const get = async (query: string, credential = saturn.apiKey()) => {
    const { status, headers } = await fetch(`${saturn.url}/graphql?${new URLSearchParams({ query })}`, {
      headers: { authorization: `Bearer ${credential}` },
    });
    expect(status).toBe(200);
    expect(headers.get('vary')).toContain('Authorization');
    return headers.get('cache-control');
  };
  const kept = [
    '{ groups { id name } restaurants { name } tags { name } settings { language } }',
    '{ discounts { __typename name ... on Ladder { levels { name discount { code } } } } }',
    'query Names { ...All } fragment All on Query { groups { name } }',
  ];
  for (const query of kept) expect([query, await get(query)]).toEqual([query, 'private, max-age=60']);
  const never = [
    '{ groups { name cardsCount } }',
    '{ groups { name cards(first: 1) { totalCount } } }',
    '{ groups { name } viewer { name } }',
    '{ users { login } }',
    '{ __typename }',
    '{ groups { name } card(by: { upstreamId: "142" }) { balance } }',
    '{ ...All groups { name } } fragment All on Query { cards(first: 1) { totalCount } }',
    '{ nodes(ids: []) { id } }',
  ];
  for (const query of never) expect([query, await get(query)]).toEqual([query, 'no-store']);

  const { headers } = await saturn.ask('{ groups { name } }');
  expect(headers.get('cache-control')).toBe('no-store');
});

test('a guest and a user of ProBonus keep nothing, though they read dictionaries alone', async () => {
  const secrets = { keys: [{ kid: 'a', secret: 'a secret of the tests, 32 bytes long' }] };
  const settings = '{ settings { language } }';
  const id = createHash('sha256').update(settings).digest('hex');
  const path = join(folder, 'settings.json');
  writeFileSync(path, JSON.stringify({ [id]: settings }));
  const persistedOperations = { mode: 'allow', guests: 'only', manifest: path };
  const saturn = await given({ http: { ...http, persistedOperations, secrets, staffSessions: { roles: ['crm'] } } });
  const tokenOf = async (mutation: string, credential: string | null) => {
    const { text } = await saturn.ask(mutation, {}, { credential });
    return /"token":"([^"]+)"/.exec(text)?.[1] ?? expect.fail(text);
  };
  const guest = await tokenOf(
    'mutation { guestTokenIssue(input: { by: { phone: "+79000001042" } }) { ... on GuestTokenIssuePayload { token } } }',
    saturn.apiKey('saturn', 'guest-app'),
  );
  const staff = await tokenOf(
    'mutation { sessionLogin(input: { tenant: "saturn", login: "admin", password: "admin" }) { ... on SessionLoginPayload { token } } }',
    null,
  );
  const kept = async (credential: string) => {
    const response = await fetch(`${saturn.url}/graphql?documentId=sha256:${id}`, {
      headers: { authorization: `Bearer ${credential}` },
    });
    expect(await response.json()).toMatchObject({ data: { settings: { language: expect.any(String) } } });
    return response.headers.get('cache-control');
  };
  expect(await kept(saturn.apiKey())).toBe('private, max-age=60');
  expect([await kept(guest), await kept(staff)]).toEqual(['no-store', 'no-store']);
});

test('what a failing server leaves is not kept', async () => {
  const saturn = await given({ http });
  saturn.fault({ operationId: 'accountGroups.list', do: 'status', status: 500 });
  const { headers, text } = await saturn.ask('{ groups { name } }');
  expect(text).toContain('UPSTREAM_');
  const url = `${saturn.url}/graphql?${new URLSearchParams({ query: '{ groups { name } }' })}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${saturn.apiKey()}` } });
  expect([headers.get('cache-control'), response.headers.get('cache-control')]).toEqual(['no-store', 'no-store']);
});

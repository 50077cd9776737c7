/** Whom one can be: holders of the demo's keys, guests with a token of the demo, and users of its servers, who log in. */
import { demo, endpoint, keys } from './options.js';
import { read, write } from './storage.js';
import { supersede } from './superseded.js';

const KEYS = 'demoKeys';
const ISSUED = 'issued';
const TOKEN = `mutation ($phone: String!) {
  issued: guestTokenIssue(input: { by: { phone: $phone } }) { ... on GuestTokenIssuePayload { token } ... on UserError { message } }
}`;
const LOGIN = `mutation ($input: SessionLoginInput!) {
  issued: sessionLogin(input: $input) { ... on SessionLoginPayload { token } ... on UserError { message } }
}`;

/** Before the page puts its own in the place of it. */
const ask = self.fetch;

export const identities = [
  ...keys.map(({ tenant, role, key }) => ({ label: `${tenant} · ${role}`, tenant, role, key })),
  ...(demo?.guests ?? []).map(({ tenant, phone }) => ({
    label: `${tenant} · guest`,
    tenant,
    role: 'guest',
    request: { query: TOKEN, variables: { phone } },
    by: keys.find((one) => one.tenant === tenant && one.role === 'guest-app')?.key,
  })),
  ...(demo?.users ?? []).map((input) => ({
    label: `${input.tenant} · staff ${input.login}`,
    tenant: input.tenant,
    role: 'staff',
    request: { query: LOGIN, variables: { input } },
  })),
];

const issued = () => read(ISSUED) ?? {};
const now = ({ key, label }) => key ?? issued()[label];

/** Whose credential the text holds. */
export function identityIn(text) {
  return identities.find((identity) => now(identity) !== undefined && text.includes(now(identity)));
}

export async function credentialOf(identity) {
  return now(identity) ?? issue(identity);
}

/** Issues a token or logs in; the credential takes the place of the one before. Throws with the reason. */
export async function issue({ label, request, by }) {
  const headers = { 'Content-Type': 'application/json', ...(by ? { Authorization: `Bearer ${by}` } : {}) };
  const response = await ask(endpoint, { method: 'POST', headers, body: JSON.stringify(request) });
  const { data, errors } = await response.json();
  const { token, message = errors?.[0]?.message } = data?.issued ?? {};
  if (!token) throw new Error(message ?? `${response.status}`);
  const before = issued()[label];
  write(ISSUED, { ...issued(), [label]: token });
  if (before) supersede(before, token);
  return token;
}

/** A demo creates its keys at each start: those of the same role take the place of an earlier start's. */
export function supersedeKeys() {
  for (const before of read(KEYS) ?? []) {
    const next = keys.find(({ tenant, role }) => before.tenant === tenant && before.role === role)?.key;
    if (next && next !== before.key) supersede(before.key, next);
  }
  write(KEYS, keys);
}

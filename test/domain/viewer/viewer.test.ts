import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';

const QUERY = '{ viewer { tenant { slug name timeZone } kind name scopes user { login } guest { id } } }';

test('a key is told its restaurant, its name and its scopes, at no cost upstream', async () => {
  const saturn = await given();
  const { data, errors, calls } = await saturn.see(QUERY, {}, { role: 'booking' });
  expect(errors).toBeUndefined();
  expect(calls).toEqual({});
  expect(data).toMatchObject({ viewer: { tenant: { slug: 'saturn' }, kind: 'API_KEY', user: null, guest: null } });
});

test('the user of a session is told who they are', async () => {
  const saturn = await given();
  const principal = await saturn.logIn('hostess');
  const { data } = await saturn.see(QUERY, {}, { principal });
  expect(data).toMatchObject({ viewer: { kind: 'STAFF', user: { login: 'hostess' }, guest: null } });
});

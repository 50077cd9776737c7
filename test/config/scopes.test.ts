import { expect, test } from 'vitest';
import { ROLES, SCOPES, scopesOf } from '../../src/config/scopes.ts';

test('roles are the documented sets of scopes', () => {
  const shown = Object.entries(ROLES).map(([role, scopes]) => `${role}: ${[...scopes].join(' ')}`);
  expect(shown.join('\n')).toMatchInlineSnapshot(`
    "guest-app: guest:read guest:write card:read operation:read dictionary:read guest-token:issue
    booking: guest:read guest:write card:read dictionary:read
    delivery: guest:read guest:write card:read dictionary:read operation:read operation:write
    crm: guest:read guest:list guest:write card:read card:write operation:read operation:write operation:bulk dictionary:read dictionary:write
    analytics: guest:read guest:list card:read operation:read dictionary:read report:read user:read
    admin: guest:read guest:list guest:write card:read card:write operation:read operation:write operation:bulk dictionary:read dictionary:write report:read user:read guest-token:issue debug"
  `);
});

test('the list of scopes is closed', () => {
  expect(SCOPES.join(' ')).toBe(
    'guest:read guest:list guest:write card:read card:write operation:read operation:write operation:bulk dictionary:read dictionary:write report:read user:read guest-token:issue debug',
  );
});

test('roles and single scopes add up', () => {
  expect(scopesOf(['booking'], ['debug', 'guest:read']).size).toBe(5);
  expect(scopesOf([])).toEqual(new Set());
});

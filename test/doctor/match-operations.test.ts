import { expect, test } from 'vitest';
import { readDocument } from '../../src/doctor/document/openapi.ts';
import { endpointText, matchOperations } from '../../src/doctor/match/match-operations.ts';
import { compileDialect, type SandboxDialect } from '../../src/sandbox/dialect/dialect.ts';
import { dialectDocument } from '../../src/sandbox/dialect/dialect-document.ts';
import { contractDoc } from '../../src/sandbox/dialect/openapi.ts';
import { publishedDocument } from '../../src/sandbox/dialect/published-document.ts';

/** What a server may call things, all of it read by itself: there is no other hint than path, tag and fields. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'auth.login': ['POST /login', 'POST /auth/signin', 'POST /auth/token', 'POST /users/login', 'POST /session'],
  'auth.info': ['GET /auth/me', 'GET /users/me', 'GET /me', 'GET /auth/user'],
  'auth.refreshToken': [
    'POST /auth/refresh',
    'PUT /auth/refresh_token',
    'POST /token/refresh',
    'POST /auth/token/renew',
  ],
  'auth.logout': ['GET /auth/logout', 'POST /logout', 'DELETE /auth/session', 'POST /auth/signout'],
  'users.list': ['GET /users', 'GET /users/all', 'GET /employees/list', 'GET /staff'],
  'accountGroups.list': [
    'GET /groups',
    'GET /account_groups',
    'GET /groups/list',
    'GET /card_groups/all',
    'GET /accounts/groups',
  ],
  'accountGroups.insert': [
    'POST /groups',
    'POST /account_groups',
    'POST /account_groups/create',
    'PUT /account_groups/new',
  ],
  'accountGroups.get': ['GET /groups/{id}', 'GET /account_groups/get/{id}', 'GET /account_groups/{id}/info'],
  'accountGroups.update': [
    'PATCH /account_groups/{id}',
    'POST /account_groups/{id}/update',
    'POST /account_groups/edit/{id}',
    'PUT /groups/{id}',
  ],
  'identifierTypes.list': [
    'GET /identifier_types',
    'GET /id_types',
    'GET /types',
    'GET /card_types/list',
    'GET /identifiers/types',
  ],
  'identifierTypes.insert': ['POST /identifier_types', 'POST /identifier_types/add'],
  'accounts.list': [
    'GET /accounts',
    'GET /cards/list',
    'GET /guests',
    'GET /accounts/search',
    'GET /clients/all',
    'GET /accounts/getlist',
    'GET /accounts/filter',
    'GET /customers',
  ],
  'accounts.byIdentifier': [
    'GET /accounts/find',
    'GET /accounts/by_card',
    'GET /cards/lookup',
    'GET /accounts/identifier',
    'GET /identifiers/find',
    'GET /accounts/search',
    'GET /guests/by_phone',
  ],
  'accounts.insert': [
    'POST /accounts',
    'POST /accounts/add',
    'POST /accounts/create',
    'PUT /accounts',
    'POST /guests/register',
    'POST /cards/new',
  ],
  'accounts.get': [
    'GET /account/{id}',
    'GET /accounts/{id}/info',
    'GET /accounts/get/{id}',
    'GET /cards/{id}',
    'GET /guests/{id}',
  ],
  'accounts.update': [
    'PATCH /accounts/{id}',
    'POST /accounts/{id}',
    'POST /accounts/{id}/update',
    'PUT /cards/{id}',
    'POST /accounts/update/{id}',
  ],
  'accounts.block': [
    'POST /accounts/{id}/lock',
    'PUT /accounts/{id}/block',
    'POST /accounts/block/{id}',
    'POST /cards/{id}/ban',
  ],
  'accounts.unblock': ['POST /accounts/{id}/unlock', 'DELETE /accounts/{id}/block', 'POST /accounts/unblock/{id}'],
  'accounts.addIdentifier': [
    'POST /accounts/{id}/identifiers/add',
    'POST /accounts/{id}/cards',
    'PUT /accounts/{id}/identifiers',
    'POST /accounts/{id}/add_identifier',
    'POST /accounts/{id}/bind_card',
  ],
  'accounts.removeIdentifier': [
    'POST /accounts/{id}/identifiers/{identifierId}/remove',
    'DELETE /accounts/{id}/cards/{identifierId}',
    'POST /accounts/{id}/identifiers/{identifierId}/delete',
  ],
  'accounts.issueTemporaryIdentifier': [
    'POST /accounts/{id}/temp_identifier',
    'POST /accounts/{id}/virtual_card',
    'POST /accounts/{id}/temporary_identifiers',
    'POST /accounts/{id}/temporary',
    'POST /accounts/{id}/one_time_code',
  ],
  'accounts.balance': [
    'GET /accounts/{id}/bonus',
    'GET /accounts/balance/{id}',
    'GET /balances/{id}',
    'GET /accounts/{id}/wallet',
    'GET /accounts/{id}/bonus_balance',
  ],
  'accounts.report': [
    'GET /accounts/{id}/stats',
    'GET /accounts/{id}/statistics',
    'GET /accounts/{id}/spending',
    'GET /accounts/report/{id}',
    'GET /accounts/{id}/summary',
  ],
  'operations.list': [
    'GET /operations',
    'GET /transactions',
    'GET /transactions/list',
    'GET /history',
    'GET /operations/history',
    'GET /movements/all',
    'GET /accounts/operations',
  ],
  'operations.get': ['GET /transactions/{id}', 'GET /operation/{id}', 'GET /operations/get/{id}'],
  'operations.deposit': [
    'POST /operations/accrue',
    'POST /deposit',
    'POST /bonuses/accrue',
    'POST /operations/refill',
    'PUT /operations/deposit',
    'POST /accounts/deposit',
    'POST /operations/income',
    'POST /operations/bonus/deposit',
    'POST /operations/topup',
  ],
  'operations.withdraw': [
    'POST /operations/writeoff',
    'POST /operations/write_off',
    'POST /withdraw',
    'POST /operations/debit',
    'POST /operations/redeem',
    'POST /operations/spend',
  ],
  'operations.groupDeposit': [
    'POST /operations/deposit_group',
    'POST /operations/group/deposit',
    'POST /groups/deposit',
    'POST /operations/mass_deposit',
    'POST /operations/deposit/group',
  ],
  'operations.groupWithdraw': [
    'POST /operations/withdraw_group',
    'POST /operations/group/withdraw',
    'POST /operations/group_write_off',
  ],
  'discounts.list': ['GET /discounts', 'GET /discounts/all', 'GET /dictionary/discounts', 'GET /discount_list'],
  'discounts.get': ['GET /discounts/get/{id}', 'GET /discount/{id}'],
  'discounts.insertCompound': [
    'POST /discounts/compound',
    'POST /discounts/ladders',
    'POST /ladders',
    'POST /discounts/compound/add',
    'POST /compound_discounts/insert',
  ],
  'discounts.updateCompound': [
    'PATCH /discounts/compound/{id}',
    'PUT /ladders/{id}',
    'PUT /discounts/{id}',
    'POST /discounts/compound/{id}/update',
  ],
  'reports.list': ['GET /reports', 'GET /reports/all', 'GET /report/list', 'GET /reports/available'],
  'reports.get': [
    'GET /reports/get/{code}',
    'GET /report/{code}',
    'GET /reports/{code}/run',
    'GET /reports/build/{code}',
  ],
  'restaurants.list': [
    'GET /restaurants',
    'GET /outlets',
    'GET /shops/list',
    'GET /dictionaries/restaurants',
    'GET /branches',
  ],
  'tags.list': ['GET /tags', 'GET /labels', 'GET /dictionaries/tags', 'GET /tags/all', 'GET /guest_tags'],
  'settings.public': [
    'GET /settings',
    'GET /config',
    'GET /public_settings',
    'GET /config/public',
    'GET /options',
    'GET /system/settings',
  ],
};

/** Where each operation is found in the document of such a server. Its operationIds tell nothing. */
function found(dialect: Partial<SandboxDialect>, { answers = true } = {}): Map<string, string> {
  const text = publishedDocument(dialectDocument(contractDoc(), compileDialect(dialect)), '/api/v0', 'fastapi');
  let count = 0;
  const document: unknown = JSON.parse(text, (key, value) => {
    if (key === 'operationId') return `f${count++}`;
    if (key === 'summary') return undefined;
    return key === 'responses' && !answers ? { 200: { description: 'Successful Response' } } : value;
  });
  const read = readDocument(JSON.stringify(document), '/api/v0');
  const lines = matchOperations(read?.api ?? { version: '', operations: [], auth: { kind: 'unknown' } }, { paths: {} });
  return new Map(
    [...lines].map(([operation, line]) => [
      operation,
      'theirs' in line ? endpointText(operation, line.theirs) : line.state,
    ]),
  );
}

const usual = found({});

test.each([
  ['camel case', {}, true],
  ['snake case', { keyCase: 'snake' }, true],
  ['a document that does not say what is answered', {}, false],
] as const)('an operation elsewhere is found by its words and fields: %s', (_name, dialect, answers) => {
  const wrong: string[] = [];
  for (const [operation, lines] of Object.entries(ELSEWHERE)) {
    for (const line of lines) {
      const places = found({ ...dialect, paths: { [operation]: line } }, { answers });
      for (const [other, place] of places) {
        if (place !== (other === operation ? line : usual.get(other)))
          wrong.push(`${operation} at ${line}: ${other} is ${place}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('where everything is elsewhere and one thing is missing, nothing else is taken for it', () => {
  const wrong: string[] = [];
  for (const missing of Object.keys(ELSEWHERE)) {
    const paths = Object.fromEntries(
      Object.entries(ELSEWHERE).flatMap(([operation, [line = '']]) =>
        operation === missing ? [] : [[operation, line]],
      ),
    );
    for (const [operation, place] of found({ paths, missing: [missing] })) {
      const expected = operation === missing ? 'absent' : (paths[operation] ?? usual.get(operation));
      if (place !== expected) wrong.push(`without ${missing}: ${operation} is ${place}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('a value move is not guessed: a path whose words do not say which way the value goes is none', () => {
  for (const line of [
    'POST /operations/add',
    'POST /operations/charge',
    'POST /operations',
    'POST /operations/process',
  ]) {
    const places = found({ paths: { 'operations.deposit': line }, missing: ['operations.withdraw'] });
    expect([places.get('operations.deposit'), places.get('operations.withdraw')]).toEqual(['absent', 'absent']);
  }
});

import type { OperationId, SchemaName } from './schemas.ts';

/** Reads may be repeated; writes may not; logins concern tokens. Each class has its own connections and breaker. */
export type OperationClass = 'read' | 'write' | 'login';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Endpoint {
  readonly method: Method;
  /** Below the base URL; `{name}` stands for a path parameter. */
  readonly path: string;
  readonly class: OperationClass;
  /** Books value, so sent twice it is booked twice. */
  readonly isValueMove: boolean;
  /** Schema of the 200 answer; null where the contract does not name one. */
  readonly answer: SchemaName | null;
  /** The contract documents 404, so a 404 means that the row is not there, not that the operation is not. */
  readonly missingRow: boolean;
}

/** THE table, and the only place that knows paths. A dialect may override the method and path of a line. */
export const endpoints: Readonly<Record<OperationId, Endpoint>> = {
  'auth.login': login('POST /auth/login', 'TokenPair'),
  'auth.info': read('GET /auth/info', 'User'),
  'auth.refreshToken': login('POST /auth/refresh_token', 'TokenPair'),
  'auth.logout': login('POST /auth/logout', null),
  'users.list': read('GET /users/list', 'UserPage'),
  'accountGroups.list': read('GET /account_groups/list', 'AccountGroupPage'),
  'accountGroups.insert': write('POST /account_groups/insert', 'AccountGroup'),
  'accountGroups.get': row('GET /account_groups/{id}', 'AccountGroup'),
  'accountGroups.update': rowWrite('PUT /account_groups/{id}', 'AccountGroup'),
  'identifierTypes.list': read('GET /identifier_types/list', 'IdentifierTypePage'),
  'identifierTypes.insert': write('POST /identifier_types/insert', 'IdentifierType'),
  'identifierTypes.get': row('GET /identifier_types/{id}', 'IdentifierType'),
  'identifierTypes.update': rowWrite('PUT /identifier_types/{id}', 'IdentifierType'),
  'accounts.list': read('GET /accounts/list', 'AccountPage'),
  'accounts.byIdentifier': row('GET /accounts/by_identifier', 'Account'),
  'accounts.insert': write('POST /accounts/insert', 'Account'),
  'accounts.get': row('GET /accounts/{id}', 'Account'),
  'accounts.update': rowWrite('PUT /accounts/{id}', 'Account'),
  'accounts.block': rowWrite('POST /accounts/{id}/block', 'Account'),
  'accounts.unblock': rowWrite('POST /accounts/{id}/unblock', 'Account'),
  'accounts.addIdentifier': rowWrite('POST /accounts/{id}/identifiers', 'Identifier'),
  'accounts.removeIdentifier': rowWrite('DELETE /accounts/{id}/identifiers/{identifierId}', null),
  'accounts.issueTemporaryIdentifier': rowWrite('POST /accounts/{id}/temporary_identifier', 'TemporaryIdentifier'),
  'accounts.balance': row('GET /accounts/{id}/balance', 'AccountBalance'),
  'accounts.report': row('GET /accounts/{id}/report', 'AccountReport'),
  'operations.list': read('GET /operations/list', 'OperationPage'),
  'operations.get': row('GET /operations/{id}', 'Operation'),
  'operations.deposit': valueMove('POST /operations/deposit', 'Operation'),
  'operations.withdraw': valueMove('POST /operations/withdraw', 'Operation'),
  'operations.groupDeposit': valueMove('POST /operations/group_deposit', 'GroupOperationResult'),
  'operations.groupWithdraw': valueMove('POST /operations/group_withdraw', 'GroupOperationResult'),
  'discounts.list': read('GET /discounts/list', 'DiscountPage'),
  'discounts.get': row('GET /discounts/{id}', 'Discount'),
  'discounts.insertCompound': write('POST /discounts/compound/insert', 'Discount'),
  'discounts.updateCompound': rowWrite('PUT /discounts/compound/{id}', 'Discount'),
  'reports.list': read('GET /reports/list', null),
  'reports.get': row('GET /reports/{code}', 'ReportTable'),
  'restaurants.list': read('GET /restaurants/list', 'RestaurantPage'),
  'tags.list': read('GET /tags/list', 'TagPage'),
  'settings.public': read('GET /settings/public', 'PublicSettings'),
};

type Line = `${Method} /${string}`;

function read(line: Line, answer: SchemaName | null): Endpoint {
  return { ...readLine(line), class: 'read', isValueMove: false, answer, missingRow: false };
}

function row(line: Line, answer: SchemaName): Endpoint {
  return { ...read(line, answer), missingRow: true };
}

function write(line: Line, answer: SchemaName | null): Endpoint {
  return { ...readLine(line), class: 'write', isValueMove: false, answer, missingRow: false };
}

function rowWrite(line: Line, answer: SchemaName | null): Endpoint {
  return { ...write(line, answer), missingRow: true };
}

function valueMove(line: Line, answer: SchemaName): Endpoint {
  return { ...rowWrite(line, answer), isValueMove: true };
}

function login(line: Line, answer: SchemaName | null): Endpoint {
  return { ...readLine(line), class: 'login', isValueMove: false, answer, missingRow: false };
}

/** `"GET /accounts/{id}"`, the form of the table and of a dialect's `paths`. Throws a RangeError for another form. */
export function readLine(line: string): Pick<Endpoint, 'method' | 'path'> {
  const match = /^(GET|POST|PUT|PATCH|DELETE) (\/[^\s?#]*)$/.exec(line);
  if (!match) throw new RangeError(`not a method and a path: ${line}`);
  return { method: match[1] as Method, path: match[2] ?? '' };
}

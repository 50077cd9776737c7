/**
 * What the contract calls things, so that a misspelt dialect is found before a server is asked. A test holds these
 * lists against the contract.
 */

/** Operation id → its path placeholders, in braces, and its query parameters. */
export const OPERATIONS: Readonly<Record<string, string>> = {
  'auth.login': '',
  'auth.info': '',
  'auth.refreshToken': '',
  'auth.logout': '',
  'users.list': 'limit offset search',
  'accountGroups.list': 'limit offset search',
  'accountGroups.insert': '',
  'accountGroups.get': '{id}',
  'accountGroups.update': '{id}',
  'identifierTypes.list': 'limit offset',
  'identifierTypes.insert': '',
  'identifierTypes.get': '{id}',
  'identifierTypes.update': '{id}',
  'accounts.list':
    'ids groupId discountId tagId phone email identifier isBlocked birthdayFrom birthdayTo registeredFrom registeredTo updatedFrom search limit offset sort order',
  'accounts.byIdentifier': 'value typeId',
  'accounts.insert': '',
  'accounts.get': '{id}',
  'accounts.update': '{id}',
  'accounts.block': '{id}',
  'accounts.unblock': '{id}',
  'accounts.addIdentifier': '{id}',
  'accounts.removeIdentifier': '{id} {identifierId}',
  'accounts.issueTemporaryIdentifier': '{id}',
  'accounts.balance': '{id}',
  'accounts.report': '{id}',
  'operations.list': 'accountId accountIds groupId kind restaurantId dateFrom dateTo search limit offset',
  'operations.get': '{id}',
  'operations.deposit': '',
  'operations.withdraw': '',
  'operations.groupDeposit': '',
  'operations.groupWithdraw': '',
  'discounts.list': 'kind search limit offset',
  'discounts.get': '{id}',
  'discounts.insertCompound': '',
  'discounts.updateCompound': '{id}',
  'reports.list': '',
  'reports.get': '{code} dateFrom dateTo groupIds restaurantIds tagIds limit offset',
  'restaurants.list': 'limit offset',
  'tags.list': 'limit offset',
  'settings.public': '',
};

/** Schemas whose properties a dialect may rename. */
export const RESOURCES: readonly string[] = `
  Account AccountBalance AccountGroup AccountGroupInput AccountGroupPage AccountInsert AccountPage
  AccountProfile AccountReport AccountUpdate AccumulationPeriod CompoundInput Consents Credentials
  DepositInput Discount DiscountLevel DiscountPage GroupDepositInput GroupOperationResult GroupWithdrawInput
  Identifier IdentifierInput IdentifierType IdentifierTypeInput IdentifierTypePage Operation OperationPage
  PublicSettings ReportInfo ReportTable Restaurant RestaurantPage Tag TagPage TemporaryIdentifier TokenPair
  User UserPage WithdrawInput
`
  .trim()
  .split(/\s+/);

/** Every property and query parameter of the contract. */
export const PROPERTIES: readonly string[] = `
  accessToken accountId accountIds accumulationPeriod adult amount availableFrom balance balanceAfter birthday
  birthdayDaysAfter birthdayDaysBefore birthdayFrom birthdayTo blockReason bonusAwaitingIssue bonusBalance
  bonusTypeCode burning businessDate checkNo code columns comment consents createdAt creditLimit date dateFrom
  dateTo dayChangeTime detail discountId discountLevelName discountLimit email expiresAt expiresIn firstName
  gender genderRequired groupId groupIds groupName id identifier identifierId identifiers ids info isActive
  isBlocked isBonus isTemporary items kind language lastName lateIssues levels lifetimeMinutes limit login
  name neverBurns nextLevelName offset order password patronymic personalData phone phoneRequired phones
  printMessage privacyPolicy processed reason referrerId refreshToken registeredAt registeredFrom registeredTo
  registrationSource restaurantId restaurantIds rkDiscountCode role rows screenMessage search skipped sort
  spentSumDay spentSumDiscountPeriod spentSumMonth spentSumTotal spentSumWeek spentSumYear stationNo sum
  sumLateIssue sumToNextLevel tagId tagIds temporaryIdentifierLength temporaryIdentifierMinutes threshold
  title tokenType total totals type typeId unit updatedAt updatedFrom userLogin userType validFrom validTo
  value
`
  .trim()
  .split(/\s+/);

/** The placeholders of an operation's path, such as `id`. */
export function placeholdersOf(operation: string): readonly string[] {
  return [...(OPERATIONS[operation] ?? '').matchAll(/{(\w+)}/g)].map((match) => match[1] ?? '');
}

/** The query parameters of an operation. */
export function parametersOf(operation: string): readonly string[] {
  return (OPERATIONS[operation] ?? '').split(' ').filter((word) => word !== '' && !word.startsWith('{'));
}

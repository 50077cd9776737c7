import { flat, meaningsOf, overlap, similarity, wordsOf } from './words.ts';

/** Name of the contract → other names of the property or parameter. Compared without case and underscores. */
const NAMES: Readonly<Record<string, string>> = {
  lastName: 'surname familyName secondName famil lname nameLast',
  firstName: 'name givenName fname forename nameFirst',
  patronymic: 'middleName fatherName secondName thirdName otchestvo midName',
  gender: 'sex',
  birthday: 'birthDate dateOfBirth dob bday dateBirth birth',
  phones: 'phone phoneNumbers phoneNumber telephones tel mobile mobiles contactPhones',
  phone: 'phoneNumber telephone tel mobile msisdn contactPhone',
  email: 'mail emailAddress eMail',
  info: 'comment note notes description additionalInfo about remark memo',
  comment: 'description note remark info notes',
  reason: 'comment note description remark basis cause purpose text',
  accountId: 'accountNo account accountNumber cardId clientId guestId customerId accId memberId',
  accountIds: 'accounts accountNos accountNumbers cardIds clientIds guestIds customerIds',
  ids: 'idList idIn accountIds accountNos cardIds clientIds guestIds idsIn',
  id: 'accountId accountNo no number pk uid key identity',
  groupId: 'accountGroupId groupNo group groupNumber categoryId',
  groupIds: 'groups accountGroupIds groupNos',
  typeId: 'identifierTypeId type typeNo kindId identifierType',
  identifierId: 'identifier identId identifierNo',
  identifiers: 'cards idents identifierList credentials',
  identifier: 'cardNumber cardNo card code ident',
  value: 'code number identifier cardNumber cardNo identifierValue text',
  kind: 'type operationType transactionType operationKind class category',
  userType: 'type kind',
  amount: 'sum value total operationSum amountSum money',
  balance: 'bonusBalance sum saldo amount bonuses currentBalance remainder bonus',
  bonusBalance: 'balance available currentBalance saldo bonuses',
  createdAt: 'date dateTime operationDate created createdDate bookedAt timestamp time creationDate datetime',
  registeredAt: 'registrationDate createdAt dateRegistered created regDate registered registerDate',
  updatedAt: 'modifiedAt changedAt updateDate modified lastUpdate updated',
  isBlocked: 'blocked locked isLocked isDisabled disabled banned',
  blockReason: 'reasonBlock blockedReason blockComment lockReason',
  items: 'data results result rows list records content elements entries',
  total: 'count totalCount totalItems itemsCount recordsTotal size',
  limit: 'take top count maxResults size',
  offset: 'skip start from first',
  search: 'query q text filter searchText term find',
  sort: 'sortBy orderBy sortField sorting',
  order: 'sortOrder direction sortDirection orderDir dir',
  dateFrom: 'from fromDate startDate dateStart since begin dateBegin start periodFrom createdFrom',
  dateTo: 'to toDate endDate dateEnd until end finish dateFinish periodTo createdTo',
  discountLimit: 'limitDiscount maxDiscount',
  creditLimit: 'credit limitCredit overdraft',
  discountId: 'discount discountNo discountCode rkDiscountId',
  bonusTypeCode: 'bonusType bonusCode bonusTypeId bonusTypeNo',
  restaurantId: 'restaurant restaurantNo outletId shopId placeId unitId',
  stationNo: 'station stationId terminal posNo',
  checkNo: 'check checkNumber receipt receiptNo billNo checkId',
  userLogin: 'user author operator login createdBy userName',
  availableFrom: 'validFrom activeFrom activationDate startsAt availableAt',
  expiresAt: 'expirationDate validTo burnDate expireDate expires expiryDate expiresOn burnAt',
  balanceAfter: 'newBalance resultBalance balance balanceTotal',
  businessDate: 'shiftDate workDate accountingDate businessDay operationDay',
  login: 'username user userName email name',
  password: 'pass passwd secret pwd',
  accessToken: 'token access jwt authToken bearerToken idToken',
  refreshToken: 'refresh',
  isActive: 'active enabled isEnabled',
  isBonus: 'bonus',
  levels: 'steps items stages rows',
  threshold: 'limit from sum minSum fromSum bound',
  rkDiscountCode: 'discountCode rkCode code',
  groupName: 'group category',
  code: 'number no key rkCode',
  name: 'title caption label',
  title: 'caption label header name',
  processed: 'done success applied count',
  skipped: 'failed errors rejected',
  screenMessage: 'displayMessage messageScreen posMessage',
  printMessage: 'receiptMessage messagePrint checkMessage',
  referrerId: 'referrer invitedBy parentId referalId',
  registrationSource: 'source utmSource utm',
  tagIds: 'tags labels labelIds',
  tagId: 'tag labelId',
};

const SYNONYMS = new Map(
  Object.entries(NAMES).map(([ours, theirs]) => [ours, new Set(theirs.split(' ').map((name) => flat(name)))]),
);

/** Probability, 0 to 1, that the server's name means the contract's; 1 is the same name in any case. */
export function nameScore(ours: string, theirs: string): number {
  if (flat(ours) === flat(theirs)) return 1;
  if (SYNONYMS.get(ours)?.has(flat(theirs))) return 0.9;
  const [a, b] = [meaningsOf(ours), meaningsOf(theirs)];
  const meaning = overlap(a, b);
  if (meaning === 1) return 0.85;
  return Math.max(meaning * 0.75, spelling(ours, theirs) * 0.85);
}

/** Similarity word by word, for misspelled or shortened names: `createdBy` is no `createdAt`. */
function spelling(ours: string, theirs: string): number {
  const [a, b] = [wordsOf(ours), wordsOf(theirs)];
  if (a.length !== b.length) return similarity(ours, theirs) >= 0.85 ? similarity(ours, theirs) : 0;
  const least = Math.min(...a.map((word, index) => similarity(word, b[index] ?? '')));
  return least >= 0.7 ? similarity(ours, theirs) : 0;
}

/** Names to try without a document, the most probable first. */
export function namesToTry(ours: string): readonly string[] {
  return [ours, ...(NAMES[ours] ?? '').split(' ').filter((name) => name !== '')];
}

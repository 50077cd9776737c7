// Written by `npm run codegen` from examples/operations.
import type { Role } from '../config/scopes.ts';

/** One operation of examples/operations: GraphiQL offers it, tests and benchmarks run it, docs show it. */
export interface KnownOperation {
  readonly name: string;
  readonly folder: string;
  /** The document, which begins with a comment that says what it is for. */
  readonly query: string;
  /** In words of the demo's restaurant. A text such as `today-1` stands for that calendar day. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Who may run it. `guest`: a guest token; `stranger`: nobody in particular. */
  readonly role: Role | 'guest' | 'stranger';
  /** Names of operations that must have run before. */
  readonly after: readonly string[];
  /** Its place among the tabs that GraphiQL opens with; null: only offered. */
  readonly tab: number | null;
  /** Upstream calls that it costs while no dictionary is cached. */
  readonly calls: Readonly<Record<string, number>>;
  /** The benchmark sends it so many times less often; null: not at all. */
  readonly bench: number | null;
}

export const KNOWN_OPERATIONS: readonly KnownOperation[] = [
  {
    name: "FirstQuery",
    folder: "start",
    role: "guest-app",
    after: [],
    variables: {},
    tab: 1,
    calls: {"accountGroups.list":1,"accounts.list":1,"accounts.report":1,"discounts.list":1,"identifierTypes.list":1,"operations.list":1},
    bench: 4,
    query: `# A guest by phone: card, balance, level, identifiers and latest operations in one request.
query FirstQuery {
  guest(by: { phone: "8 (900) 000-10-42" }) {
    name { full }
    card {
      number
      balance
      group { name }
      discount { name }
      ladderProgress { level nextLevel amountToNextLevel }
      identifiers { value type { name } }
      operations(first: 2) { nodes { createdAt kind amount reason } }
    }
  }
}
`,
  },
  {
    name: "WhoAmI",
    folder: "start",
    role: "booking",
    after: [],
    variables: {},
    tab: null,
    calls: {},
    bench: 1,
    query: `# Who this credential is, for which restaurant, and what it may do. No upstream call.
query WhoAmI {
  viewer {
    kind
    name
    tenant { slug name timeZone }
    scopes
  }
}
`,
  },
  {
    name: "CardNews",
    folder: "guest-app",
    role: "delivery",
    after: [],
    variables: {"cardId":"c2F0dXJuOkNhcmQ6MTQy"},
    tab: null,
    calls: {"accounts.get":1,"operations.list":1},
    bench: 4,
    query: `# Asked every minute, it tells whether a card changed: compare \`updatedAt\` and the newest operation with those of the last answer.
query CardNews($cardId: ID!) {
  card(by: { id: $cardId }) {
    id
    balance
    isBlocked
    updatedAt
    operations(first: 5) { nodes { id kind amount createdAt balanceAfter } }
  }
}
`,
  },
  {
    name: "ChangeProfile",
    folder: "guest-app",
    role: "guest-app",
    after: [],
    variables: {"input":{"guestId":"c2F0dXJuOkd1ZXN0OjE0Mg","email":"maria@saturn-guest.example"}},
    tab: null,
    calls: {"accounts.get":2,"accounts.update":1},
    bench: null,
    query: `# Changes a profile: what is left out stays, null clears. One fragment reads every expected failure of a mutation.
mutation ChangeProfile($input: GuestUpdateInput!) {
  guestUpdate(input: $input) {
    __typename
    ... on GuestUpdatePayload { guest { id name { full } email } }
    ...Failure
  }
}

fragment Failure on UserError {
  code
  message
  path
}
`,
  },
  {
    name: "GuestHistory",
    folder: "guest-app",
    role: "guest-app",
    after: [],
    variables: {"cardId":"c2F0dXJuOkNhcmQ6MTQy","after":null},
    tab: null,
    calls: {"accounts.get":1,"operations.list":1},
    bench: 4,
    query: `# History of a card, page by page: send \`endCursor\` as \`after\` while \`hasNextPage\` is true.
query GuestHistory($cardId: ID!, $after: String) {
  card(by: { id: $cardId }) {
    operations(first: 20, after: $after) {
      nodes { id kind amount createdAt businessDate affectsBalance balanceAfter }
      pageInfo { hasNextPage endCursor }
    }
  }
}
`,
  },
  {
    name: "GuestScreen",
    folder: "guest-app",
    role: "guest-app",
    after: [],
    variables: {"phone":"8 (900) 000-10-42"},
    tab: 2,
    calls: {"accounts.balance":1,"accounts.list":1,"accounts.report":1,"discounts.list":1,"operations.list":1,"restaurants.list":1},
    bench: 4,
    query: `# Home screen of a guest's app: balance, pending and expiring amounts, next level, latest operations.
query GuestScreen($phone: String!) {
  guest(by: { phone: $phone }) {
    id
    name { first full }
    birthday
    email
    consents { personalData privacyPolicy adult }
    card {
      id
      balance
      balanceDetails {
        available
        pendingTotal
        pending { amount date }
        expiring { amount date }
        neverExpires
      }
      ladderProgress { level nextLevel spentInPeriod amountToNextLevel }
      operations(first: 5) {
        nodes { id kind amount reason createdAt receipt { number restaurant { name } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
`,
  },
  {
    name: "IssueCardCode",
    folder: "guest-app",
    role: "guest-app",
    after: [],
    variables: {"cardId":"c2F0dXJuOkNhcmQ6MTQy"},
    tab: null,
    calls: {"accounts.issueTemporaryIdentifier":1},
    bench: null,
    query: `# A short-lived code for a card: draw \`value\` as a QR code, the register reads it like a card number.
mutation IssueCardCode($cardId: ID!) {
  temporaryIdentifierIssue(input: { cardId: $cardId }) {
    __typename
    ... on TemporaryIdentifierIssuePayload { temporaryIdentifier { value expiresAt } }
    ... on UserError { code message path }
  }
}
`,
  },
  {
    name: "IssueGuestToken",
    folder: "guest-app",
    role: "guest-app",
    after: [],
    variables: {"phone":"8 (900) 000-10-42"},
    tab: null,
    calls: {"accounts.list":1},
    bench: null,
    query: `# Issues a token for the browser of one guest. Make sure who asks before you call it, for example by an SMS code.
mutation IssueGuestToken($phone: String!) {
  guestTokenIssue(input: { by: { phone: $phone } }) {
    __typename
    ... on GuestTokenIssuePayload { token expiresAt guest { name { first } } }
    ... on UserError { code message path }
  }
}
`,
  },
  {
    name: "OwnCard",
    folder: "guest-app",
    role: "guest",
    after: [],
    variables: {},
    tab: null,
    calls: {"accounts.get":1,"accounts.report":1,"discounts.list":1,"identifierTypes.list":1,"operations.list":1},
    bench: null,
    query: `# What the browser of a guest reads with its own token: the guest, the card and its operations.
query OwnCard {
  viewer {
    guest {
      id
      name { first full }
      card {
        id
        number
        balance
        ladderProgress { level nextLevel amountToNextLevel }
        operations(first: 5) { nodes { id kind amount createdAt reason } }
      }
    }
  }
}
`,
  },
  {
    name: "RegisterGuest",
    folder: "guest-app",
    role: "guest-app",
    after: [],
    variables: {"input":{"phone":"+7 900 555-00-11","groupId":"c2F0dXJuOkdyb3VwOjE","name":{"first":"Анна","last":"Смирнова"},"birthday":"1994-05-12","consents":{"personalData":true,"privacyPolicy":true},"registrationSource":"site"}},
    tab: 4,
    calls: {"accountGroups.list":1,"accounts.insert":1,"identifierTypes.list":1,"settings.public":1},
    bench: null,
    query: `# Registers a guest and their card. A guest with this phone is returned as they are, so that it is safe to repeat.
mutation RegisterGuest($input: GuestRegisterInput!) {
  guestRegister(input: $input) {
    __typename
    ... on GuestRegisterPayload {
      alreadyExisted
      guest { id name { full } phones card { id balance } }
    }
    ... on UserError { code message path }
  }
}
`,
  },
  {
    name: "RegistrationForm",
    folder: "guest-app",
    role: "guest-app",
    after: [],
    variables: {},
    tab: null,
    calls: {"accountGroups.list":1,"settings.public":1},
    bench: 1,
    query: `# What a registration form must ask for, and the groups that a new card can begin in.
query RegistrationForm {
  settings { phoneRequired genderRequired }
  groups { id name }
}
`,
  },
  {
    name: "ScannedIdentifier",
    folder: "booking",
    role: "booking",
    after: [],
    variables: {"value":"2000000010427"},
    tab: null,
    calls: {"accounts.byIdentifier":1},
    bench: 2,
    query: `# Card or QR code scanned at the door.
query ScannedIdentifier($value: String!) {
  card(by: { identifier: { value: $value } }) {
    id
    isBlocked
    availableToWithdraw
    guest { name { full } phones }
  }
}
`,
  },
  {
    name: "TonightsBookings",
    folder: "booking",
    role: "booking",
    after: [],
    variables: {"by":[{"phone":"+7 900 000-10-42"},{"phone":"8 (900) 000-10-43"},{"phone":"79990000000"}]},
    tab: 3,
    calls: {"accountGroups.list":1,"accounts.list":3,"tags.list":1},
    bench: 4,
    query: `# Tonight's bookings: guests by phone in one query; null for an unknown phone.
query TonightsBookings($by: [GuestBy!]!) {
  guestsBy(by: $by) {
    id
    name { short }
    birthday
    note
    tags { name groupName }
    card {
      balance
      availableToWithdraw
      isBlocked
      blockReason
      group { name }
    }
  }
}
`,
  },
  {
    name: "CardBalance",
    folder: "delivery",
    role: "delivery",
    after: [],
    variables: {"cardId":"c2F0dXJuOkNhcmQ6MTQy"},
    tab: null,
    calls: {"accounts.get":1,"identifierTypes.list":1},
    bench: 1,
    query: `# What can be paid with bonuses now.
query CardBalance($cardId: ID!) {
  card(by: { id: $cardId }) { number balance isBlocked creditLimit availableToWithdraw }
}
`,
  },
  {
    name: "CardOfGuest",
    folder: "delivery",
    role: "delivery",
    after: [],
    variables: {"phone":"8 (900) 000-10-42"},
    tab: null,
    calls: {"accounts.list":1},
    bench: 2,
    query: `# The card of a guest who orders, and what of it can be paid with bonuses now.
query CardOfGuest($phone: String!) {
  guest(by: { phone: $phone }) {
    name { short }
    card { id availableToWithdraw isBlocked }
  }
}
`,
  },
  {
    name: "Deposit",
    folder: "delivery",
    role: "delivery",
    after: [],
    variables: {"input":{"cardId":"c2F0dXJuOkNhcmQ6MTQy","amount":"150.00","reason":"Заказ 1042","idempotencyKey":"order-1042-deposit"}},
    tab: 5,
    calls: {"accounts.get":1,"operations.deposit":1,"operations.list":1},
    bench: 2,
    query: `# Accrues bonuses after an order. Sent again with the same key it books nothing more: \`replayed\` is true.
mutation Deposit($input: CardDepositInput!) {
  cardDeposit(input: $input) {
    __typename
    ... on CardDepositPayload {
      replayed
      operation { id amount createdAt reason }
      card { balance }
    }
    ... on OperationPending { idempotencyKey askAgainAfter }
    ... on UserError { code message path }
  }
}
`,
  },
  {
    name: "OutcomeOfKey",
    folder: "delivery",
    role: "delivery",
    after: ["Withdraw"],
    variables: {"idempotencyKey":"order-1042-withdraw"},
    tab: null,
    calls: {},
    bench: null,
    query: `# What became of a value move, by its key, without sending it again. Null: the key was never used.
query OutcomeOfKey($idempotencyKey: String!) {
  valueMove(idempotencyKey: $idempotencyKey) {
    state
    submittedAt
    reversedTotal
    operation { id amount }
  }
}
`,
  },
  {
    name: "Reverse",
    folder: "delivery",
    role: "delivery",
    after: ["Withdraw"],
    variables: {"input":{"originalKey":"order-1042-withdraw","reason":"Отмена заказа 1042","idempotencyKey":"order-1042-reverse"}},
    tab: 7,
    calls: {"accounts.get":1,"operations.deposit":1,"operations.list":1},
    bench: null,
    query: `# Takes a withdrawal or deposit back, by the key it was sent with: run Withdraw first.
mutation Reverse($input: OperationReverseInput!) {
  operationReverse(input: $input) {
    __typename
    ... on OperationReversePayload {
      replayed
      originalState
      reversedTotal
      operation { id amount createdAt reason }
      card { balance }
    }
    ... on OperationPending { idempotencyKey askAgainAfter }
    ... on NothingToReverseError { left }
    ... on UserError { code message path }
  }
}
`,
  },
  {
    name: "Withdraw",
    folder: "delivery",
    role: "delivery",
    after: [],
    variables: {"input":{"cardId":"c2F0dXJuOkNhcmQ6MTQy","amount":"100.00","reason":"Заказ 1042","idempotencyKey":"order-1042-withdraw"}},
    tab: 6,
    calls: {"accounts.get":1,"operations.list":1,"operations.withdraw":1},
    bench: null,
    query: `# Redeems bonuses for an order. Keep the key with the order: with it you ask again, and take the withdrawal back.
mutation Withdraw($input: CardWithdrawInput!) {
  cardWithdraw(input: $input) {
    __typename
    ... on CardWithdrawPayload {
      replayed
      operation { id amount createdAt reason }
      card { balance }
    }
    ... on OperationPending { idempotencyKey askAgainAfter }
    ... on InsufficientBalanceError { available }
    ... on UserError { code message path }
  }
}
`,
  },
  {
    name: "AccrueMany",
    folder: "crm",
    role: "crm",
    after: [],
    variables: {"input":{"deposits":[{"cardId":"c2F0dXJuOkNhcmQ6MTEw","amount":"500.00","reason":"День рождения","idempotencyKey":"birthday-2026-card-110"},{"cardId":"c2F0dXJuOkNhcmQ6MTQy","amount":"500.00","reason":"День рождения","idempotencyKey":"birthday-2026-card-142"}]}},
    tab: null,
    calls: {"accounts.list":1,"operations.deposit":2,"operations.list":2},
    bench: null,
    query: `# Accrues bonuses on many cards, each with a key of its own. Asked again, it tells what became of those that were pending.
mutation AccrueMany($input: CardDepositManyInput!) {
  cardDepositMany(input: $input) {
    ... on CardDepositManyPayload {
      results {
        __typename
        ... on CardDepositPayload { replayed operation { amount } card { upstreamId balance } }
        ... on OperationPending { idempotencyKey askAgainAfter }
        ... on UserError { code message }
      }
    }
  }
}
`,
  },
  {
    name: "CardsPage",
    folder: "crm",
    role: "crm",
    after: [],
    variables: {"after":null},
    tab: null,
    calls: {"accountGroups.list":1,"accounts.list":1,"discounts.list":1},
    bench: 4,
    query: `# A page of cards, each with its guest, group and discount.
query CardsPage($after: String) {
  cards(first: 50, after: $after) {
    nodes { id balance isBlocked guest { name { full } phones } group { name } discount { name } }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: "ChangedGuests",
    folder: "crm",
    role: "crm",
    after: [],
    variables: {"since":"2020-01-01T00:00:00+03:00","after":null},
    tab: null,
    calls: {"accounts.list":1},
    bench: 10,
    query: `# Guests changed since the last time, page by page.
query ChangedGuests($since: DateTime!, $after: String) {
  guests(filter: { updatedSince: $since }, first: 50, after: $after) {
    nodes { id name { full } phones updatedAt card { id balance } }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: "ComingBirthdays",
    folder: "crm",
    role: "crm",
    after: [],
    variables: {"days":14,"after":null},
    tab: 8,
    calls: {"accounts.list":1,"discounts.list":1},
    bench: 10,
    query: `# Guests with a birthday in the next days, with consents and contact data.
query ComingBirthdays($days: Int!, $after: String) {
  guests(filter: { birthday: { withinDays: $days } }, first: 50, after: $after) {
    totalCount
    nodes {
      id
      name { full }
      birthday
      phones
      email
      consents { personalData }
      card { id balance discount { name } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: "Ladders",
    folder: "crm",
    role: "crm",
    after: [],
    variables: {},
    tab: null,
    calls: {"discounts.list":1},
    bench: 2,
    query: `# Ladders, with the register code of each level.
query Ladders {
  discounts(kind: LADDER) {
    id
    name
    ... on Ladder {
      accumulationPeriod { unit value }
      levels { name threshold discount { code name isBonus } }
    }
  }
}
`,
  },
  {
    name: "SetDiscount",
    folder: "crm",
    role: "crm",
    after: [],
    variables: {"cardId":"c2F0dXJuOkNhcmQ6MTQy","discountId":"c2F0dXJuOkxhZGRlcjoxMDE"},
    tab: null,
    calls: {"accounts.get":2,"accounts.update":1,"discounts.list":1},
    bench: null,
    query: `# Gives a card another discount or ladder; null removes it.
mutation SetDiscount($cardId: ID!, $discountId: ID) {
  cardSetDiscount(input: { cardId: $cardId, discountId: $discountId }) {
    __typename
    ... on CardSetDiscountPayload { card { id discount { name } } }
    ... on UserError { code message path }
  }
}
`,
  },
  {
    name: "CardsWithOperations",
    folder: "analytics",
    role: "analytics",
    after: [],
    variables: {"after":null},
    tab: null,
    calls: {"accounts.list":1,"operations.list":1},
    bench: 40,
    query: `# A hundred cards, each with its ten newest operations.
query CardsWithOperations($after: String) {
  cards(first: 100, after: $after) {
    nodes { id balance operations(first: 10) { nodes { kind amount createdAt reason } } }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: "Groups",
    folder: "analytics",
    role: "analytics",
    after: [],
    variables: {},
    tab: null,
    calls: {"accountGroups.list":1,"accounts.list":9,"identifierTypes.list":1,"restaurants.list":1},
    bench: 4,
    query: `# Number of cards per group.
query Groups {
  groups { id name cardsCount }
  restaurants { code name }
  identifierTypes { name kind }
}
`,
  },
  {
    name: "OperationsOfDay",
    folder: "analytics",
    role: "analytics",
    after: [],
    variables: {"day":"today-1","after":null},
    tab: 9,
    calls: {"accountGroups.list":1,"accounts.list":1,"operations.list":1,"restaurants.list":1,"settings.public":1},
    bench: 20,
    query: `# Nightly load: all operations of a business day, page by page in a stable order.
query OperationsOfDay($day: Date!, $after: String) {
  operations(filter: { businessDate: { from: $day, to: $day } }, first: 100, after: $after) {
    nodes {
      id
      kind
      amount
      createdAt
      businessDate
      user
      card { id group { name } }
      receipt { station number restaurant { code name } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: "OperationsOfPeriod",
    folder: "analytics",
    role: "analytics",
    after: [],
    variables: {"from":"today-31","to":"today-1","after":null},
    tab: null,
    calls: {"accounts.list":1,"operations.list":1,"restaurants.list":1,"settings.public":1},
    bench: 20,
    query: `# Operations of a month for a table, page by page.
query OperationsOfPeriod($from: Date!, $to: Date!, $after: String) {
  operations(filter: { businessDate: { from: $from, to: $to } }, first: 100, after: $after) {
    nodes { upstreamId businessDate createdAt kind amount card { upstreamId } receipt { restaurant { name } } }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: "TopGuests",
    folder: "analytics",
    role: "analytics",
    after: [],
    variables: {"from":"today-365","to":"today"},
    tab: null,
    calls: {"reports.get":1,"reports.list":1},
    bench: 10,
    query: `# A report computed by ProBonus.
query TopGuests($from: Date!, $to: Date!) {
  report(code: TOP_GUESTS, input: { from: $from, to: $to, first: 20 }) {
    info { name }
    columns { name title type }
    rows
    totals
    totalCount
  }
}
`,
  },
  {
    name: "StaffLogin",
    folder: "staff",
    role: "stranger",
    after: [],
    variables: {"input":{"tenant":"saturn","login":"hostess","password":"hostess"}},
    tab: null,
    calls: {"auth.info":1,"auth.login":1},
    bench: null,
    query: `# A session of a ProBonus user, without a credential: send its token as \`Authorization: Bearer\`.
mutation StaffLogin($input: SessionLoginInput!) {
  sessionLogin(input: $input) {
    __typename
    ... on SessionLoginPayload { token expiresAt viewer { name scopes user { role } } }
    ... on UserError { code message path }
  }
}
`,
  },
];

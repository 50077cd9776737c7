export interface ExampleQuery {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * One query for each kind of client: a guest's app, booking, marketing, analytics. GraphiQL opens them as tabs, titled by
 * operation name.
 */
export const EXAMPLE_QUERIES: readonly ExampleQuery[] = [
  {
    query: `# A guest's profile in one request: name, card balance, loyalty level, recent operations.
query GuestScreen {
  guest(by: { phone: "8 (900) 000-10-42" }) {
    name { full }
    phones
    card {
      number
      balance
      balanceDetails {
        pending { amount date }
        expiring { amount date }
        neverExpires
      }
      group { name }
      discount { name }
      ladderProgress { level nextLevel amountToNextLevel }
      identifiers { value type { name kind } }
      operations(first: 5) {
        nodes { kind amount reason createdAt receipt { restaurant { name } number } }
      }
    }
  }
}
`,
  },
  {
    query: `# Look up tonight's bookings in one query. An unknown phone returns null.
query TonightsBookings($by: [GuestBy!]!) {
  guestsBy(by: $by) {
    name { full }
    tags { name }
    birthday
    card {
      availableToWithdraw
      isBlocked
      blockReason
      group { name }
    }
  }
}
`,
    variables: { by: [{ phone: '+7 900 000-10-42' }, { phone: '8 (900) 000-10-43' }, { phone: '79000009999' }] },
  },
  {
    query: `# Guests whose birthday is in the next 7 days, and the available discount ladders.
query BirthdaysThisWeek {
  guests(filter: { birthday: { withinDays: 7 } }, first: 20) {
    totalCount
    nodes {
      name { first last }
      birthday
      phones
      consents { personalData }
      card { id balance group { name } discount { name } }
    }
    pageInfo { hasNextPage endCursor }
  }
  discounts(kind: LADDER) {
    name
    isActive
    ... on Ladder {
      levels { name threshold discount { code name } }
    }
  }
}
`,
  },
  {
    query: `# Nightly export: operations page by page in a stable order, with groups and restaurants.
query NightlyLoad($after: String) {
  operations(first: 50, after: $after) {
    nodes {
      upstreamId
      kind
      amount
      createdAt
      businessDate
      card { upstreamId }
      receipt { restaurant { code name } station number }
    }
    pageInfo { hasNextPage endCursor }
  }
  groups { name cardsCount }
  restaurants { code name }
}
`,
    variables: { after: null },
  },
];

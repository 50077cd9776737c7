/** A query that GraphiQL opens with. Its operation name is the title of the tab. */
export interface GraphiQLTab {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

// The first tab bears no variables: GraphiQL fills those of the tab it opens with only after the reader has changed tabs.
/** One real query for each kind of client: a guest's app, booking and delivery, marketing, analytics. */
export const GRAPHIQL_TABS: readonly GraphiQLTab[] = [
  {
    query: `# A guest's screen in one request: who, what on the card, which level, the last operations.
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
    query: `# Tonight's bookings in one query; an unknown phone is null in its place.
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
    query: `# Whom to congratulate this week, and the ladders a card can be put on.
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
    query: `# The nightly load: operations page by page in a stable order, and the dimensions beside them.
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

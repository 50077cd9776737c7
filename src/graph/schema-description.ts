/** What a reader of the schema sees first, in GraphiQL and in the SDL. Markdown. */
export const SCHEMA_DESCRIPTION = `
Loyalty of a restaurant's guests, as ProBonus keeps it: guests, cards with bonus balances, groups, operations, discounts and reports.

**Who asks.** Send \`Authorization: Bearer <credential>\`: an API key of a module, the token of one guest, or the session of a user of
ProBonus. The credential alone decides the restaurant. \`viewer\` tells whose it is and which scopes it has; the description of a field
names the scope that it requires.

**Reading.** Begin with \`guest(by: …)\` or \`card(by: …)\`: by phone, card number, QR code or ID. A question that finds nothing is null.
Lists that grow are pages: send \`pageInfo.endCursor\` as \`after\` while \`hasNextPage\` is true.

**Changing.** A mutation takes one \`input\` and returns a union: its payload, or an expected failure, which
\`... on UserError { code message path }\` reads whatever it is. \`cardDeposit\`, \`cardWithdraw\` and \`operationReverse\` take an
\`idempotencyKey\`: a request that is repeated with the same key books once.

**Forms.** Amounts are strings with two decimals, such as "482.50"; times bear an offset; phones are E.164. IDs are opaque.

**Errors.** Everything unexpected is a GraphQL error with \`extensions.code\`. The rest of the answer stands: each field fails alone.

**Cost.** \`extensions.cost\` tells what a request was charged, and what is left of the minute. With the header
\`X-Gateway-Debug: upstream\` and the scope \`debug\`, \`extensions.upstream\` lists the calls to ProBonus.
`
  .trim()
  .replace(/(?<!\n)\n(?!\n)/g, ' ');

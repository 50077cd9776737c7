// A guest's own page: it talks to the gateway itself, with a token that lives in memory alone. A token in localStorage would be
// read by whatever script ever runs on the page; a reload simply asks the backend for another one.

interface Session {
  readonly token: string;
  readonly gateway: string;
  readonly expiresAt: string;
}

interface Guest {
  readonly id: string;
  readonly name: { readonly full: string; readonly first: string | null };
  readonly card: {
    readonly id: string;
    readonly number: string | null;
    readonly balance: string;
    readonly operations: { readonly nodes: readonly { readonly createdAt: string; readonly amount: string }[] };
  };
}

const GUEST = `query { viewer { guest {
  id name { full first }
  card { id number balance operations(first: 5) { nodes { createdAt amount } } }
} } }`;
const CODE = `mutation ($cardId: ID!) { temporaryIdentifierIssue(input: { cardId: $cardId }) {
  ... on TemporaryIdentifierIssuePayload { temporaryIdentifier { value } } ... on UserError { message }
} }`;
const RENAME = `mutation ($guestId: ID!, $first: String) { guestUpdate(input: { guestId: $guestId, name: { first: $first } }) {
  ... on GuestUpdatePayload { guest { name { full first } } } ... on UserError { message }
} }`;

let session: Session | undefined;

/** The session; a new one half a minute before the old one ends. */
async function currentSession(): Promise<Session> {
  if (!session || Date.parse(session.expiresAt) - Date.now() < 30_000) {
    const response = await fetch('/token', { method: 'POST' });
    session = (await response.json()) as Session;
  }
  return session;
}

async function ask<Data>(query: string, variables: object = {}): Promise<Data> {
  const { gateway, token } = await currentSession();
  const response = await fetch(gateway, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
  if (errors?.[0]) throw new Error(errors[0].message);
  return data;
}

const element = (id: string) => document.querySelector(`#${id}`) as HTMLElement;
const say = (text: string) => {
  element('message').textContent = text;
};

function show({ name, card }: Guest): void {
  element('name').textContent = name.full;
  element('balance').textContent = card.balance;
  element('number').textContent = card.number;
  element('operations').replaceChildren(
    ...card.operations.nodes.map(({ createdAt, amount }) => {
      const item = document.createElement('li');
      item.textContent = `${createdAt.slice(0, 10)}: ${amount}`;
      return item;
    }),
  );
}

async function start(): Promise<void> {
  const { viewer } = await ask<{ viewer: { guest: Guest } }>(GUEST);
  show(viewer.guest);
  const { temporaryIdentifierIssue: issued } = await ask<{
    temporaryIdentifierIssue: { temporaryIdentifier?: { value: string }; message?: string };
  }>(CODE, { cardId: viewer.guest.card.id });
  // Any QR library draws this value; the register reads it like a card number.
  element('code').textContent = issued.temporaryIdentifier?.value ?? issued.message ?? '';
  element('rename').addEventListener('submit', (event) => {
    event.preventDefault();
    const first = new FormData(event.target as HTMLFormElement).get('first');
    rename(viewer.guest, String(first)).catch((error: Error) => say(error.message));
  });
}

async function rename(guest: Guest, first: string): Promise<void> {
  const { guestUpdate } = await ask<{ guestUpdate: { guest?: Pick<Guest, 'name'>; message?: string } }>(RENAME, {
    guestId: guest.id,
    first,
  });
  if (guestUpdate.guest) element('name').textContent = guestUpdate.guest.name.full;
  say(guestUpdate.message ?? 'Сохранено');
}

start().catch((error: Error) => say(error.message));

export {};

import { print } from 'graphql';
import { TonightsBookingsDocument, type TonightsBookingsQuery } from '../documents.ts';

type Guest = NonNullable<TonightsBookingsQuery['guestsBy'][number]>;

interface Answer {
  readonly data?: TonightsBookingsQuery | null;
  readonly errors?: readonly { readonly path?: readonly (string | number)[]; readonly message: string }[];
}

/** As many phones as one request may have. */
const AT_ONCE = 100;

/**
 * A line for each booking, for the hostess. A phone that nobody has is a new guest; one that cannot be read, or that several
 * guests share, says so in its own line: errors come beside the data, and `path` tells whose they are.
 */
export async function bookingLines(url: string, key: string, phones: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  for (let at = 0; at < phones.length; at += AT_ONCE) {
    const some = phones.slice(at, at + AT_ONCE);
    const { data, errors = [] } = await ask(url, key, some);
    // Without data nothing was answered: a wrong key, a limit, a gateway that is away.
    if (!data) throw new Error(errors[0]?.message ?? 'no data');
    const faults = new Map(errors.map(({ path, message }) => [path?.[1], message]));
    lines.push(...some.map((phone, i) => `${phone}: ${describe(data.guestsBy[i] ?? null, faults.get(i))}`));
  }
  return lines;
}

async function ask(url: string, key: string, phones: readonly string[]): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify({
      query: print(TonightsBookingsDocument),
      variables: { by: phones.map((phone) => ({ phone })) },
    }),
  });
  return (await response.json()) as Answer;
}

function describe(guest: Guest | null, fault: string | undefined): string {
  if (!guest) return fault === undefined ? 'new guest' : `ask at the door. ${fault}`;
  const { card, name, tags } = guest;
  const state = card.isBlocked
    ? `blocked (${card.blockReason ?? 'no reason'})`
    : `${card.availableToWithdraw} to spend`;
  return [name.short, card.group?.name, state, ...(tags ?? []).map((tag) => tag.name)].filter(Boolean).join(', ');
}

const [program, ...given] = process.argv.slice(1);
if (program?.endsWith('tonights-bookings.ts')) {
  const { GATEWAY = 'http://127.0.0.1:4000/graphql', KEY = '' } = process.env;
  for (const line of await bookingLines(GATEWAY, KEY, given)) console.log(line);
}

import { expect } from 'vitest';
import { encodeId } from '../../src/graph/ids/global-id.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** Restaurants whose ids collide. */
export const SLUGS = ['saturn', 'jupiter'] as const;
export type Slug = (typeof SLUGS)[number];

/** A piece of data that tells whose it is. Guest 0 of a restaurant is nobody: the text of its server. */
export interface Canary {
  readonly slug: Slug;
  readonly guest: number;
  /** As it stands there. */
  readonly text: string;
}

/** What a person's data are replaced by: each of it tells whose it is. */
export interface PersonalData {
  /** Part of name, note, e-mail address and reasons. */
  readonly text: string;
  readonly phone: string;
  readonly card: string;
  /** Without its sign; what the tests move changes only the digits behind the first four. */
  readonly balance: string;
}

export interface Canaries {
  dataOf(slug: Slug, guest: number): PersonalData;
  /** All that is in a text. */
  seenIn(text: string): Canary[];
}

const FORMS = /canary-(saturn|jupiter)-(\d+)-|[79]955([12])(\d{6})(?!\d)|(?<!\d)8([12])(\d\d)\d{5}\.\d\d(?!\d)/g;

/** `guests` are the ids of both restaurants, at most 90. */
export function createCanaries(guests: readonly number[]): Canaries {
  const digitOf = (slug: Slug) => SLUGS.indexOf(slug) + 1;
  return {
    dataOf(slug, guest) {
      const digits = `955${digitOf(slug)}${String(guest).padStart(6, '0')}`;
      const place = String(10 + guests.indexOf(guest));
      return {
        text: `canary-${slug}-${guest}-`,
        phone: `7${digits}`,
        card: `9${digits}`,
        balance: `8${digitOf(slug)}${place}50000.00`,
      };
    },
    seenIn: (text) =>
      [...text.matchAll(FORMS)].map(([text, slug, id, digit, digits, sign, place]) =>
        slug
          ? { text, slug: slug as Slug, guest: Number(id) }
          : {
              text,
              slug: SLUGS[Number(digit ?? sign) - 1] as Slug,
              guest: digits ? Number(digits) : (guests[Number(place) - 10] ?? -1),
            },
      ),
  };
}

export type Mutate = (query: string, input: object) => Promise<{ data?: Record<string, unknown> | null }>;

/** Gives guests of a restaurant data that tell whose they are, as a client of the gateway. */
export async function sowCanaries(
  slug: Slug,
  sandbox: Sandbox,
  { canaries, mutate, guests }: { canaries: Canaries; mutate: Mutate; guests: readonly number[] },
): Promise<void> {
  const change = async (name: string, input: object): Promise<void> => {
    const type = name.charAt(0).toUpperCase() + name.slice(1);
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename } }`;
    expect(await mutate(query, input)).toEqual({ data: { [name]: { __typename: `${type}Payload` } } });
  };
  for (const { id, balance, isBlocked } of sandbox.accounts()) {
    if (!guests.includes(id)) continue;
    const data = canaries.dataOf(slug, id);
    const cardId = encodeId(slug, 'Card', id);
    const email = `${data.text}@example.test`;
    const about = { note: data.text, email, name: { last: data.text }, phones: [data.phone] };
    await change('guestUpdate', { guestId: encodeId(slug, 'Guest', id), ...about });
    await change('identifierAdd', { cardId, typeId: encodeId(slug, 'IdentifierType', 1), value: data.card });
    if (isBlocked) continue;
    const amount = (Number(data.balance) - balance / 100).toFixed(2);
    await change('cardDeposit', {
      cardId,
      amount,
      reason: data.text,
      idempotencyKey: `canary-key-of-${String(id).padStart(6, '0')}`,
    });
  }
}

import type { Clock } from '../../lib/clock.ts';
import type { Asker } from '../graph-client.ts';
import { Refusal } from '../graph-client.ts';
import { type FeatureResult, fits, type Outcome, suspect, untold } from '../verdict.ts';

const NOTE = 'Проверка шлюза';
const WHOLE = `query ($id: ID!) { card(by: { id: $id }) {
  updatedAt number balance creditLimit discountLimit bonusTypeCode isBlocked blockReason validity { from to } messages { screen print }
  group { id } discount { id } identifiers { value type { id } }
  guest {
    id note gender birthday phones email registeredAt registrationSource name { last first patronymic }
    consents { personalData privacyPolicy adult } tags { id } referredBy { id }
  }
} }`;
const UPDATE = `mutation ($input: GuestUpdateInput!) {
  update: guestUpdate(input: $input) { __typename ... on UserError { code } }
}`;

interface Whole {
  readonly card:
    | (Readonly<Record<string, unknown>> & { readonly guest: Guest; readonly updatedAt: string | null })
    | null;
}
interface Guest extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly note: string | null;
}

/** Changes the note of a guest and nothing else, and puts it back. */
export async function updateNote(
  { asker, clock }: { readonly asker: Asker; readonly clock: Clock },
  cardId: string,
): Promise<FeatureResult[]> {
  const read = async () => (await asker.askWhole<Whole>(WHOLE, { id: cardId })).card;
  const write = async (guestId: string, note: string | null): Promise<string | null> => {
    try {
      const { update } = await asker.ask<{ update: { code?: string } }>(UPDATE, { input: { guestId, note } });
      return update.code ?? null;
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      throw error;
    }
  };
  const result = (feature: string, outcome: Outcome): FeatureResult => ({
    feature: `write.update.${feature}`,
    operation: 'accounts.update',
    ...outcome,
  });

  const before = await read();
  if (!before) return [];
  const { id, note } = before.guest;
  const refused = await write(id, NOTE);
  const changed = await read();
  const results = [result('others', ofOthers(before, changed))];
  if (refused !== null && changed?.guest.note === note)
    return [...results, result('note', untold(`refused: ${refused}`))];
  results.push(
    result(
      'note',
      changed?.guest.note === NOTE ? fits('a note was changed') : suspect('a note was changed, and does not come back'),
    ),
  );

  const ahead = changed?.updatedAt ? Date.parse(changed.updatedAt) - clock.now() : null;
  // Some servers give an update no time; a time of now may be the same as before, to the second.
  if (ahead !== null && (changed?.updatedAt !== before.updatedAt || Math.abs(ahead) <= SKEW_MS))
    results.push(result('time', ofTime(ahead)));

  await write(id, note);
  const after = await read();
  const isBack = after?.guest.note === note && fieldsThatDiffer(before, after).length === 0;
  return [
    ...results,
    result(
      'back',
      isBack ? fits('the note was put back') : suspect('the row is not as it was before: look at the card in ProBonus'),
    ),
  ];
}

/** Clocks may differ by so much. */
const SKEW_MS = 15 * 60_000;

function ofTime(ahead: number): Outcome {
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  return Math.abs(ahead) <= SKEW_MS
    ? fits('the update bears its time')
    : suspect(
        `the update bears a time ${minutes} minutes ${ahead > 0 ? 'ahead' : 'ago'}: times of cards are of another zone`,
      );
}

function ofOthers(before: Whole['card'], after: Whole['card']): Outcome {
  const others = fieldsThatDiffer(before, after);
  return others.length === 0
    ? fits('an update of the note changed nothing else')
    : suspect(`an update of the note changed ${others.join(', ')}`);
}

/** Names of the fields but the note, never their values. */
function fieldsThatDiffer(before: Whole['card'], after: Whole['card']): string[] {
  if (!before || !after) return ['the whole card'];
  const { guest, updatedAt: _before, ...card } = before;
  const { guest: guestAfter, updatedAt: _after, ...cardAfter } = after;
  return [...namesThatDiffer(card, cardAfter), ...namesThatDiffer(guest, guestAfter)].filter((name) => name !== 'note');
}

function namesThatDiffer(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(a).filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}

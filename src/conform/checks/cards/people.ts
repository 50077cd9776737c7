import { type Check, defineCheck } from '../../check.ts';
import type { CardRow } from '../../readings.ts';
import { count, firstOf, fits, untold } from '../../verdict.ts';

const OF_MEN = /(?:вич|ич)$/i;
const OF_WOMEN = /(?:вна|ична|инична)$/i;
/** Fewer names prove nothing. */
const FEW = 10;

/** Of one word: a whole name in one field may be how the staff writes it. */
const isPatronymic = (name: string | null): boolean =>
  name !== null && !/\s/.test(name.trim()) && (OF_MEN.test(name) || OF_WOMEN.test(name));

/** Given names that hardly any family bears. */
const GIVEN = new Set(
  `александр алексей андрей анатолий артём артем борис вадим валерий василий виктор виталий владимир вячеслав геннадий георгий
  григорий денис дмитрий евгений егор иван игорь илья кирилл константин максим михаил николай олег павел пётр петр роман сергей
  станислав степан юрий ярослав александра алина алла анастасия анна валентина вера виктория галина дарья екатерина елена
  елизавета ирина ксения лариса людмила маргарита марина мария надежда наталья наталия нина оксана ольга полина светлана софья
  софия татьяна юлия яна`.split(/\s+/),
);
/** UTF-8 read as Latin, and what a charset without the letters leaves. */
const GARBLED = /[ÐÑ].[ÐÑ]|\?\?\?|\ufffd|&#\d+;/;
const isGiven = (name: string | null): boolean => name !== null && GIVEN.has(name.trim().toLowerCase());

/** Russian names, and their patronymics, stand in their place. */
export const names = defineCheck({
  feature: 'guests.name',
  operation: 'accounts.list',
  ask: async ({ cards }) => (await cards()).rows,
  compare(rows: readonly CardRow[]) {
    const all = rows.map(({ guest: { name } }) => name);
    const filled = all.filter(({ first, last }) => first !== null || last !== null).length;
    if (filled === 0) return untold(`no name could be read of ${count(rows.length, 'guest')}`);
    const inPlace = all.filter(({ patronymic }) => isPatronymic(patronymic)).length;
    const swapped = all.filter(({ first, last }) => isGiven(last) && !isGiven(first)).length;
    const garbled = all.filter(({ first, last }) => GARBLED.test(last ?? first ?? '')).length;
    const whole = all.filter((name) => isWhole(name)).length;
    // Surnames such as «Ивашкевич» end so too.
    const displaced = all.filter(
      ({ first, last, patronymic }) => !isPatronymic(patronymic) && (isPatronymic(first) || isPatronymic(last)),
    ).length;
    return firstOf(
      [
        displaced >= FEW &&
          displaced > inPlace &&
          `patronymics of ${count(displaced, 'guest')} stand where first or last names belong`,
        swapped >= FEW &&
          swapped * 2 > filled &&
          `first names of ${count(swapped, 'guest')} stand where last names belong`,
        garbled >= FEW &&
          garbled * 2 > filled &&
          `the names of ${count(garbled, 'guest')} are in no alphabet: a wrong charset`,
        whole >= FEW && whole * 2 > filled && `the whole name of ${count(whole, 'guest')} stands in one part of it`,
      ],
      fits(`${count(filled, 'name')} of ${rows.length} with their parts in place`),
    );
  },
});

/** One part alone, of several words, the first or last of which is a given name or a patronymic. */
function isWhole({ first, last, patronymic }: CardRow['guest']['name']): boolean {
  const [part, ...others] = [first, last, patronymic].filter((one) => one !== null && one.trim() !== '');
  const words = part?.trim().split(/\s+/) ?? [];
  return others.length === 0 && words.length > 1 && words.some((word) => isGiven(word) || isPatronymic(word));
}

export const genders = defineCheck({
  feature: 'guests.gender',
  operation: 'accounts.list',
  ask: async ({ cards }) => (await cards()).rows,
  compare(rows: readonly CardRow[]) {
    const known = rows.filter(({ guest: { gender } }) => gender === 'MALE' || gender === 'FEMALE');
    if (known.length === 0) return untold(`no gender could be read of ${count(rows.length, 'guest')}`);
    const told = known.filter(({ guest: { name } }) => isPatronymic(name.patronymic));
    if (told.length < FEW)
      return untold(`too few of ${count(known.length, 'guest')} have a patronymic that tells their gender`);
    const wrong = told.filter(
      ({ guest: { gender, name } }) => OF_WOMEN.test(name.patronymic ?? '') !== (gender === 'FEMALE'),
    ).length;
    return firstOf(
      [
        wrong * 4 > told.length &&
          `the gender of ${wrong} of ${count(told.length, 'guest')} contradicts their patronymic`,
      ],
      fits(`the gender of ${count(told.length, 'guest')} goes with their patronymic`),
    );
  },
});

/** Fields that hardly any server leaves empty for all; an empty one has another name there. */
const FIELDS: Readonly<Record<string, (card: CardRow) => unknown>> = {
  'card.number': ({ number }) => number,
  'card.discount': ({ discount }) => discount,
  'guests.phones': ({ guest }) => guest.phones[0],
  'guests.email': ({ guest }) => guest.email,
  'guests.birthday': ({ guest }) => guest.birthday,
  'guests.registeredAt': ({ guest }) => guest.registeredAt,
};

export const filledFields: readonly Check[] = Object.entries(FIELDS).map(([feature, read]) =>
  defineCheck({
    feature,
    operation: 'accounts.list',
    ask: async ({ client, cards }) => ({ rows: (await cards()).rows, now: client.clock.now() }),
    compare({ rows, now }: { rows: readonly CardRow[]; now: number }) {
      const filled = rows.map(read).filter((value) => value != null);
      if (filled.length === 0) return untold(`empty on each of ${count(rows.length, 'card')}`);
      const isLate = (value: unknown) =>
        typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) && Date.parse(value) > now + 86_400_000;
      const late = filled.filter(isLate).length;
      const isConstant =
        filled.length >= FEW && typeof filled[0] === 'string' && filled.every((value) => value === filled[0]);
      return firstOf(
        [
          late * 10 > filled.length && `${late} of ${filled.length} lie in the future`,
          isConstant && `the same on each of ${count(filled.length, 'card')}`,
        ],
        fits(`filled on ${filled.length} of ${count(rows.length, 'card')}`),
      );
    },
  }),
);

/** Longer than clocks differ by, and as long as zones do: what lies further ahead is a slip of somebody's. */
const [SKEW_MS, ZONES_MS] = [15 * 60_000, 14 * 3_600_000];

/** Nothing was registered or changed hours ahead: cards may have times of another zone than operations. */
export const cardTimes = defineCheck({
  feature: 'cards.times',
  ask: async ({ client, cards }) => ({ rows: (await cards()).rows, now: client.clock.now() }),
  compare({ rows, now }: { rows: readonly CardRow[]; now: number }) {
    const times = rows.flatMap(({ guest, updatedAt }) => [guest.registeredAt, updatedAt].filter((one) => one !== null));
    const ahead = times.map((time) => Date.parse(time) - now).filter((ms) => ms > SKEW_MS && ms < ZONES_MS);
    if (times.length === 0) return untold('no card tells when it was registered or changed');
    return firstOf(
      [
        ahead.length > 0 &&
          `cards were registered or changed up to ${Math.round(Math.max(...ahead) / 60_000)} minutes in the future: their times are of another zone`,
      ],
      fits('no card was registered or changed in the future'),
    );
  },
});

/** No two cards have one number. */
export const uniqueNumbers = defineCheck({
  feature: 'card.number.unique',
  operation: 'accounts.list',
  ask: async ({ cards }) => (await cards()).rows.flatMap(({ number }) => number ?? []),
  compare(numbers: readonly string[]) {
    if (numbers.length === 0) return untold('no card has a number');
    const twice = numbers.length - new Set(numbers).size;
    return firstOf(
      [twice * 20 > numbers.length && `${count(twice, 'card')} have the number of another card`],
      fits(`${count(numbers.length, 'number')}, each on one card`),
    );
  },
});

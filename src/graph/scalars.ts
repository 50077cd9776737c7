import { GraphQLError, type ValueNode, valueFromASTUntyped } from 'graphql';
import { formatMoney, type Money, parseMoney } from '../lib/decimal.ts';
import { parseDate, parseInstant } from '../lib/local-time.ts';
import { builder } from './builder.ts';
import { badInput } from './errors.ts';

/** Both ways a value reaches us, a variable and a literal, are read by one function that accepts strings only. */
function strings<T>(form: string, read: (text: string) => T | null) {
  const parseValue = (value: unknown): T => {
    const parsed = typeof value === 'string' ? read(value) : null;
    if (parsed === null) throw badInput(form);
    return parsed;
  };
  return {
    parseValue,
    parseLiteral: (node: ValueNode): T => parseValue(node.kind === 'StringValue' ? node.value : null),
  };
}

function serializeText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError('A text was expected.');
}

builder.scalarType('Decimal', {
  description:
    'An exact amount in bonuses or roubles as a string with two decimals, such as "482.50". As input at most nine digits before the point and two after it, always a string: a JSON number would lose kopecks.',
  serialize: (money) => formatMoney(money as Money),
  ...strings('A Decimal is a string such as "482.50": at most nine digits, at most two decimals.', parseMoney),
});

builder.scalarType('Date', {
  description: 'A calendar day, YYYY-MM-DD, without a zone.',
  serialize: serializeText,
  ...strings('A Date is a calendar day that exists, as YYYY-MM-DD.', parseDate),
});

builder.scalarType('DateTime', {
  description:
    'An instant as RFC 3339 with an offset, such as "2026-03-01T18:42:10+03:00". Answers bear the offset of the tenant\'s zone; an ambiguous hour takes the earlier offset.',
  serialize: serializeText,
  ...strings('A DateTime is RFC 3339 with an offset, such as "2026-03-01T18:42:10+03:00".', parseInstant),
});

builder.scalarType('PhoneNumber', {
  description:
    'A phone in E.164, such as "+79000001042". What ProBonus holds and nobody can read as a phone comes as it stands there.',
  serialize: serializeText,
  ...strings('A PhoneNumber is a string.', (text) => text),
});

builder.scalarType('EmailAddress', {
  description: 'An e-mail address, as ProBonus holds it.',
  serialize: serializeText,
  ...strings('An EmailAddress is a string.', (text) => text),
});

builder.scalarType('JSON', {
  description: 'Any JSON value. The column of a report says what it is.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

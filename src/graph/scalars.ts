import { GraphQLError, type ValueNode, valueFromASTUntyped } from 'graphql';
import { formatMoney, type Money, parseMoney } from '../lib/decimal.ts';
import { parseDate, parseInstant } from '../lib/local-time.ts';
import { builder } from './builder.ts';
import { badInput } from './errors.ts';

/** Parsers of variables and of literals. Both accept strings only. */
function strings<T>(form: string, read: (text: string) => T | null) {
  return {
    parseValue(value: unknown): T {
      const parsed = typeof value === 'string' ? read(value) : null;
      if (parsed === null) throw badInput(form);
      return parsed;
    },
    parseLiteral(node: ValueNode): T {
      const parsed = node.kind === 'StringValue' ? read(node.value) : null;
      if (parsed === null) throw new GraphQLError(form, { nodes: node, extensions: badInput(form).extensions });
      return parsed;
    },
  };
}

function serializeText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError('The value is not a string.');
}

// The form of each scalar is that of a public specification; where ours is narrower, or reading is lenient, its description says so.

/** `full-date` and `date-time` of internet timestamps. */
const RFC_3339 = 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6';

builder.scalarType('Decimal', {
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
  description:
    'Exact amount in bonuses or roubles, as a string with two decimals such as "482.50". Input has at most nine digits before the point and two after it. JSON numbers are rejected: they could lose kopecks.',
  serialize: (money) => formatMoney(money as Money),
  ...strings(
    'Decimal must be a string such as "482.50", with at most nine digits before the point and two after it.',
    parseMoney,
  ),
});

builder.scalarType('Date', {
  specifiedByURL: RFC_3339,
  description: 'Calendar day as YYYY-MM-DD, without a time zone.',
  serialize: serializeText,
  ...strings('Date must be an existing calendar day as YYYY-MM-DD.', parseDate),
});

builder.scalarType('DateTime', {
  specifiedByURL: RFC_3339,
  description:
    'Instant as RFC 3339 with an offset, such as "2026-03-01T18:42:10+03:00". Output has the offset of the tenant\'s time zone; an ambiguous local hour takes the earlier offset.',
  serialize: serializeText,
  ...strings('DateTime must be RFC 3339 with an offset, such as "2026-03-01T18:42:10+03:00".', parseInstant),
});

builder.scalarType('PhoneNumber', {
  specifiedByURL: 'https://www.itu.int/rec/T-REC-E.164',
  description:
    'Phone number in E.164, such as "+79000001042". A value stored in ProBonus that is not a phone number is returned unchanged.',
  serialize: serializeText,
  ...strings('PhoneNumber must be a string.', (text) => text),
});

builder.scalarType('EmailAddress', {
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1',
  description: 'E-mail address as stored in ProBonus. It may be malformed.',
  serialize: serializeText,
  ...strings('EmailAddress must be a string.', (text) => text),
});

builder.scalarType('JSON', {
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  description: 'Any JSON value. In a report, the type of the column describes it.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

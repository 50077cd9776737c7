import type { ValidationError } from './api-error.ts';

type Wording = (limit: unknown, error: ValidationError) => [type: string, msg: string, ctx?: Record<string, unknown>];

const limited =
  (type: string, key: string, msg: (limit: unknown) => string): Wording =>
  (limit) => [type, msg(limit), { [key]: limit }];

const WORDINGS: Readonly<Record<string, Wording>> = {
  'value_error.missing': () => ['missing', 'Field required'],
  'type_error.integer': (_, { input }) =>
    typeof input === 'string'
      ? ['int_parsing', 'Input should be a valid integer, unable to parse string as an integer']
      : ['int_type', 'Input should be a valid integer'],
  'type_error.float': () => ['float_type', 'Input should be a valid number'],
  'type_error.str': () => ['string_type', 'Input should be a valid string'],
  'type_error.bool': () => ['bool_parsing', 'Input should be a valid boolean, unable to interpret input'],
  'type_error.list': () => ['list_type', 'Input should be a valid list'],
  'type_error.dict': () => [
    'model_attributes_type',
    'Input should be a valid dictionary or object to extract fields from',
  ],
  'type_error.none.not_allowed': () => ['string_type', 'Input should be a valid string'],
  'type_error.enum': (_, { ctx }) => {
    const expected = ((ctx?.enum_values as unknown[]) ?? []).map((value) => `'${value}'`).join(', ');
    return ['enum', `Input should be ${expected.replace(/, ([^,]*)$/, ' or $1')}`, { expected }];
  },
  'value_error.any_str.min_length': limited(
    'string_too_short',
    'min_length',
    (limit) => `String should have at least ${limit} character${limit === 1 ? '' : 's'}`,
  ),
  'value_error.any_str.max_length': limited(
    'string_too_long',
    'max_length',
    (limit) => `String should have at most ${limit} characters`,
  ),
  'value_error.number.not_ge': limited(
    'greater_than_equal',
    'ge',
    (limit) => `Input should be greater than or equal to ${limit}`,
  ),
  'value_error.number.not_le': limited(
    'less_than_equal',
    'le',
    (limit) => `Input should be less than or equal to ${limit}`,
  ),
  'value_error.number.not_multiple': limited(
    'multiple_of',
    'multiple_of',
    (limit) => `Input should be a multiple of ${limit}`,
  ),
  'value_error.list.min_items': limited(
    'too_short',
    'min_length',
    (limit) => `List should have at least ${limit} items`,
  ),
  'value_error.list.max_items': limited('too_long', 'max_length', (limit) => `List should have at most ${limit} items`),
  'value_error.date': () => [
    'date_from_datetime_parsing',
    'Input should be a valid date or datetime',
    { error: 'invalid' },
  ],
  'value_error.datetime': () => [
    'datetime_from_date_parsing',
    'Input should be a valid datetime or date',
    { error: 'invalid' },
  ],
  'value_error.str.regex': (_, { ctx }) => [
    'string_pattern_mismatch',
    `String should match pattern '${ctx?.pattern}'`,
    { pattern: ctx?.pattern },
  ],
  'value_error.jsondecode': () => ['json_invalid', 'JSON decode error', { error: 'Expecting value' }],
};

/** The same error in pydantic 2's names, with the invalid value. */
export function toPydantic2(error: ValidationError): ValidationError {
  const [type, msg, ctx] = WORDINGS[error.type]?.(error.ctx?.limit_value, error) ?? ['value_error', error.msg];
  return { type, loc: error.loc, msg, input: error.input ?? null, ...(ctx && { ctx }) };
}

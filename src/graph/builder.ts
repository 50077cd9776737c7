import SchemaBuilder from '@pothos/core';
import type { Money } from '../lib/decimal.ts';
import type { GatewayContext } from './context.ts';
import DescribePlugin from './describe.ts';
import FieldScopesPlugin from './field-scopes.ts';
import GuestFieldsPlugin from './guest-fields.ts';
import ScopedValuesPlugin from './scoped-values.ts';
import LongListsPlugin from './size/long-lists.ts';
import ObjectLimitPlugin from './size/object-limit.ts';

/** The schema builder. It defines no types: the schema consists of the concepts that `domain/schema.ts` imports. */
export const builder = new SchemaBuilder<{
  Context: GatewayContext;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    Decimal: { Input: Money; Output: Money };
    Date: { Input: string; Output: string };
    DateTime: { Input: number; Output: string };
    PhoneNumber: { Input: string; Output: string };
    EmailAddress: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  plugins: [
    GuestFieldsPlugin,
    FieldScopesPlugin,
    ScopedValuesPlugin,
    DescribePlugin,
    LongListsPlugin,
    ObjectLimitPlugin,
  ],
  defaultFieldNullability: false,
});

// Deny by default: every field below the root is reached through a field that declares its scope. Guest tokens reach only
// fields that are declared `guest: true`.
builder.queryType({
  description:
    'Everything that can be read. Every field requires a credential; the scopes it requires are listed in its description. A guest token can access only the fields whose description allows it, and finds only its own guest, card and operations.',
});

/** The type parameters of the builder, for functions that are generic over its refs. */
export type BuilderTypes = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;
export type InputFields = PothosSchemaTypes.InputFieldBuilder<BuilderTypes, 'InputObject'>;

/** Options of a field that can be null. */
export const nullable = (description: string) => ({ description, nullable: true as const });

import SchemaBuilder, {
  BasePlugin,
  type PothosEnumValueConfig,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';
import {
  type GraphQLFieldResolver,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql';
import type { Scope } from '../config/scopes.ts';
import { isRecord } from '../lib/is-record.ts';
import type { GatewayContext } from './context.ts';
import { forbidden } from './errors.ts';

const pluginName = 'scopedValues';
// biome-ignore lint/style/noDefaultExport: Pothos plugins are imported by name
export default pluginName;

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      scopedValues: ScopedValuesPlugin<Types>;
    }
    export interface InputFieldOptions<Types extends SchemaTypes, Type, Req> {
      /** Scopes required to use the field, for a condition on what the credential could not read otherwise. */
      scopes?: readonly Scope[];
    }
    export interface EnumValueConfig<Types extends SchemaTypes> {
      /** Scopes required to use the value as input. */
      scopes?: readonly Scope[];
    }
    export interface FieldOptions<
      Types extends SchemaTypes,
      ParentShape,
      Type,
      Nullable,
      Args,
      ResolveShape,
      ResolveReturnShape,
    > {
      /** Without this scope the field is null, never an error: a definite outcome must stay definite. */
      nullWithout?: Scope;
    }
  }
}

type Resolver = GraphQLFieldResolver<unknown, GatewayContext, object>;
type ScopedConfig = { readonly scopes?: readonly Scope[]; readonly nullWithout?: Scope };

/** A filter, an order or a value beside the data gives nothing that a scope does not give. */
class ScopedValuesPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onInputFieldConfig(field: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const { scopes } = field.pothosOptions as ScopedConfig;
    return scopes ? { ...field, extensions: { ...field.extensions, scopes } } : field;
  }

  override onEnumValueConfig(value: PothosEnumValueConfig<Types>): PothosEnumValueConfig<Types> {
    const { scopes } = value.pothosOptions as ScopedConfig;
    return scopes ? { ...value, extensions: { ...value.extensions, scopes } } : value;
  }

  override wrapResolve(
    resolver: GraphQLFieldResolver<unknown, Types['Context'], object>,
    field: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    const { nullWithout } = field.pothosOptions as ScopedConfig;
    let resolve = resolver as Resolver;
    if (nullWithout) resolve = hideWithout(nullWithout, resolve);
    if (Object.values(field.args).some(({ type }) => type.kind === 'InputObject')) resolve = checkInput(resolve);
    return resolve as GraphQLFieldResolver<unknown, Types['Context'], object>;
  }
}

function hideWithout(scope: Scope, resolve: Resolver): Resolver {
  return (parent, args, context, info) =>
    context.principal?.scopes.has(scope) ? resolve(parent, args, context, info) : null;
}

function checkInput(resolve: Resolver): Resolver {
  return (parent, args, context, info) => {
    const field = info.parentType.getFields()[info.fieldName];
    for (const { name, type } of field?.args ?? []) {
      const value = (args as Record<string, unknown>)[name];
      if (value != null) checkScopes(context, type, value);
    }
    return resolve(parent, args, context, info);
  };
}

/** Throws FORBIDDEN for a given input field or enum value whose scopes the credential lacks. */
function checkScopes(context: GatewayContext, type: GraphQLInputType, value: unknown): void {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    for (const item of Array.isArray(value) ? value : []) checkScopes(context, nullable.ofType, item);
  } else if (isEnumType(nullable)) {
    const found = nullable.getValues().find((one) => one.value === value);
    requireScopes(context, found?.extensions.scopes, `${nullable.name}.${found?.name}`);
  } else if (isInputObjectType(nullable) && isRecord(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const field = nullable.getFields()[name];
      if (!field || inner === null || inner === undefined) continue;
      requireScopes(context, field.extensions.scopes, `${nullable.name}.${name}`);
      checkScopes(context, field.type, inner);
    }
  }
}

function requireScopes({ principal }: GatewayContext, declared: unknown, what: string): void {
  const missing = ((declared ?? []) as readonly Scope[]).filter((scope) => !principal?.scopes.has(scope));
  if (missing.length > 0) throw forbidden(what, missing);
}

SchemaBuilder.registerPlugin(pluginName, ScopedValuesPlugin);

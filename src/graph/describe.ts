import SchemaBuilder, {
  BasePlugin,
  type PothosEnumValueConfig,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';
import type { Scope } from '../config/scopes.ts';
import { scopesOfField } from './field-scopes.ts';
import { isOpenToGuests } from './guest-fields.ts';

const pluginName = 'describe';
// biome-ignore lint/style/noDefaultExport: Pothos plugins are imported by name
export default pluginName;

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      describe: DescribePlugin<Types>;
    }
    export interface InputFieldOptions<Types extends SchemaTypes, Type, Req> {
      /** Bound that the resolver enforces, such as "at most 100"; appended to the description. */
      limit?: string;
    }
  }
}

/** Appends scopes, guest access, default and limit of a declaration to its description. */
class DescribePlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { nullWithout } = field.pothosOptions as { nullWithout?: Scope };
    let description = describeScopes(field.description, scopesOfField(field));
    if (nullWithout) description = append(description, `Null without scope \`${nullWithout}\`.`);
    if (isOpenToGuests(field)) description = append(description, 'Guest token: allowed.');
    return { ...field, description };
  }

  override onInputFieldConfig(field: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const { limit, scopes = [] } = field.pothosOptions as { limit?: string; scopes?: readonly Scope[] };
    let description = describeScopes(field.description, scopes);
    if (field.defaultValue !== undefined)
      description = append(description, `Default: ${JSON.stringify(field.defaultValue).replaceAll('"', '')}.`);
    if (limit) description = append(description, `Limit: ${limit}.`);
    return { ...field, description };
  }

  override onEnumValueConfig(value: PothosEnumValueConfig<Types>): PothosEnumValueConfig<Types> {
    const { scopes = [] } = value.pothosOptions as { scopes?: readonly Scope[] };
    return { ...value, description: describeScopes(value.description, scopes) };
  }
}

function describeScopes(description: string | null | undefined, scopes: readonly Scope[]): string | undefined {
  if (scopes.length === 0) return description ?? undefined;
  return append(description, `Scope: ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`);
}

function append(description: string | null | undefined, line: string): string {
  return description ? `${description}\n${line}` : line;
}

SchemaBuilder.registerPlugin(pluginName, DescribePlugin);

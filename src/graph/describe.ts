import SchemaBuilder, {
  BasePlugin,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';

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

/** Appends scope, default and limit of a declaration to its description. */
class DescribePlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const scopes = declaredScopes((field.pothosOptions as { authScopes?: unknown }).authScopes);
    if (scopes.length === 0) return field;
    return {
      ...field,
      description: append(field.description, `Scope: ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`),
    };
  }

  override onInputFieldConfig(field: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const { limit } = field.pothosOptions as { limit?: string };
    let { description } = field;
    if (field.defaultValue !== undefined)
      description = append(description, `Default: ${JSON.stringify(field.defaultValue).replaceAll('"', '')}.`);
    if (limit) description = append(description, `Limit: ${limit}.`);
    return { ...field, description };
  }
}

function append(description: string | null | undefined, line: string): string {
  return description ? `${description}\n${line}` : line;
}

/** The scopes in the `authScopes` of a field. */
function declaredScopes(declared: unknown): string[] {
  if (typeof declared !== 'object' || declared === null || !('scopes' in declared)) return [];
  return Array.isArray(declared.scopes) ? declared.scopes.map(String) : [];
}

SchemaBuilder.registerPlugin(pluginName, DescribePlugin);

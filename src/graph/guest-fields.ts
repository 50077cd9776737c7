import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import type { GatewayContext } from './context.ts';
import { forbiddenToGuests } from './errors.ts';

const pluginName = 'guestFields';
// biome-ignore lint/style/noDefaultExport: Pothos plugins are imported by name
export default pluginName;

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      guestFields: GuestFieldsPlugin<Types>;
    }
    export interface FieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      ParentShape = unknown,
      Type extends TypeParam<Types> = TypeParam<Types>,
      Nullable extends FieldNullability<Type> = FieldNullability<Type>,
      Args extends InputFieldMap = InputFieldMap,
      ResolveShape = unknown,
      ResolveReturnShape = unknown,
    > {
      /** Opens the field to guest tokens. What it resolves to must be the guest's own, or a name that every guest may read. */
      guest?: true;
    }
  }
}

/** Closes every field to guest tokens that is not declared `guest: true`, wherever it is reached from. */
class GuestFieldsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    field: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    return isOpenToGuests(field) ? resolve : closed(field, resolve);
  }

  override wrapSubscribe(
    subscribe: GraphQLFieldResolver<unknown, Types['Context'], object> | undefined,
    field: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> | undefined {
    return subscribe === undefined || isOpenToGuests(field) ? subscribe : closed(field, subscribe);
  }
}

/** The options of a field, opened to guest tokens. */
export const openToGuests = <Options extends object>(options: Options) => ({ ...options, guest: true as const });

/** Whether a field is declared `guest: true`. */
export function isOpenToGuests<Types extends SchemaTypes>({ pothosOptions }: PothosOutputFieldConfig<Types>): boolean {
  return (pothosOptions as { guest?: boolean }).guest === true;
}

function closed<Types extends SchemaTypes>(
  { parentType, name }: PothosOutputFieldConfig<Types>,
  resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
): GraphQLFieldResolver<unknown, Types['Context'], object> {
  return (parent, args, context, info) => {
    const { principal } = context as unknown as GatewayContext;
    if (principal?.kind === 'GUEST') throw forbiddenToGuests(`${parentType}.${name}`);
    return resolve(parent, args, context, info);
  };
}

SchemaBuilder.registerPlugin(pluginName, GuestFieldsPlugin);

import { NoSchemaIntrospectionCustomRule } from 'graphql';
import type { ServerPlugin } from './yoga-types.ts';

/** Refuses `__schema` and `__type` where the schema is not to be read from outside. */
export function useIntrospectionSwitch(on: boolean): ServerPlugin {
  if (on) return {};
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
}

import { NoSchemaIntrospectionCustomRule } from 'graphql';
import type { ServerPlugin } from './server-plugin.ts';

/** Rejects `__schema` and `__type` where introspection is off. */
export function useIntrospectionSwitch(on: boolean): ServerPlugin {
  if (on) return {};
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
}

import type { DocumentNode, GraphQLSchema, ValidationContext } from 'graphql';
import type { LimitsConfig } from '../../../config/gateway-config.ts';
import type { ServerPlugin } from '../server-plugin.ts';
import { checkAliases } from './max-aliases.ts';
import { createCostCheck } from './max-cost.ts';
import { checkDepth } from './max-depth.ts';
import { checkDirectives } from './max-directives.ts';
import { checkExpandedFields } from './max-expanded-fields.ts';
import { checkRootFields } from './max-root-fields.ts';
import { parseWithin } from './max-tokens.ts';
import { checkValueMoves, valueMovesOf } from './one-value-move.ts';
import { checkRepeatedSelections } from './repeated-selections.ts';
import { checkLiterals, checkVariables } from './value-shape.ts';

/**
 * Every limit on a request, in the order in which they are checked. A check throws the error that the client gets, so the
 * first one that fails is the whole response.
 */
export function useLimits(schema: GraphQLSchema, limits: LimitsConfig): ServerPlugin {
  const parse = parseWithin(limits.tokens);
  const valueMoves = valueMovesOf(schema);
  const documentChecks: readonly ((document: DocumentNode) => void)[] = [
    (document) => checkExpandedFields(document, limits.expandedFields),
    (document) => checkDepth(document, limits.depth),
    (document) => checkAliases(document, limits.aliases),
    (document) => checkDirectives(document, limits.directives),
    (document) => checkRootFields(document, limits.rootFields),
    (document) => checkValueMoves(document, valueMoves),
    checkRepeatedSelections,
    checkLiterals,
  ];
  const checkCost = createCostCheck(schema, limits.cost);

  return {
    // Before parsing.
    onParams({ params }) {
      checkVariables(params.variables ?? {});
    },
    // While parsing.
    onParse({ setParseFn }) {
      setParseFn(parse);
    },
    // After parsing: before any validation rule visits the document, as some take quadratic time on what is rejected here.
    onValidate({ addValidationRule }) {
      addValidationRule((context: ValidationContext) => {
        for (const check of documentChecks) check(context.getDocument());
        return {};
      });
    },
    // With variables, before execution.
    onExecute: ({ args, setResultAndStopExecution }) => checkCost(args, setResultAndStopExecution),
    onSubscribe: ({ args, setResultAndStopExecution }) => checkCost(args, setResultAndStopExecution),
  };
}

import type { Check } from './check.ts';
import { lookups } from './checks/card-lookups.ts';
import { cardEnd, cardWalk } from './checks/card-walk.ts';
import { groupCounts, groupsOfCards } from './checks/groups.ts';
import { operationPeriod } from './checks/operation-period.ts';
import { operationEnd, operationWalk } from './checks/operation-walk.ts';
import { signs } from './checks/signs.ts';

/** Every check, in the order of the report. */
export const CHECKS: readonly Check[] = [
  cardWalk,
  cardEnd,
  ...lookups,
  groupsOfCards,
  groupCounts,
  operationWalk,
  operationEnd,
  operationPeriod,
  signs,
];

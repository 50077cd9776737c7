import type { Check } from './check.ts';
import { balanceDetails } from './checks/amounts/balance-details.ts';
import { spendReport } from './checks/amounts/reports.ts';
import { sizes, steps } from './checks/amounts/units.ts';
import { cardFilters } from './checks/cards/filters.ts';
import { groupCounts, groupsOfCards } from './checks/cards/groups.ts';
import { cardDetails, cardsByIds, lookups } from './checks/cards/lookups.ts';
import { cardOrder } from './checks/cards/order.ts';
import { cardTimes, filledFields, genders, names, uniqueNumbers } from './checks/cards/people.ts';
import { absent, cardSearch } from './checks/cards/search.ts';
import { cardEnd, cardLast, cardWalk } from './checks/cards/walk.ts';
import { dictionaries, references } from './checks/dictionaries.ts';
import { kindsUnseen, operationFilters } from './checks/operations/filters.ts';
import { kinds, times } from './checks/operations/kinds.ts';
import { cardOperations, operationById } from './checks/operations/of-card.ts';
import { operationPeriod } from './checks/operations/period.ts';
import { signs } from './checks/operations/signs.ts';
import { operationEnd, operationWalk } from './checks/operations/walk.ts';

/** Every check, in the order of the report. */
export const CHECKS: readonly Check[] = [
  cardWalk,
  cardEnd,
  cardLast,
  cardOrder,
  ...cardFilters,
  cardSearch,
  absent,
  ...lookups,
  cardsByIds,
  cardDetails,
  ...filledFields,
  cardTimes,
  uniqueNumbers,
  names,
  genders,
  balanceDetails,
  ...dictionaries,
  ...references,
  groupsOfCards,
  groupCounts,
  operationWalk,
  operationEnd,
  operationPeriod,
  ...operationFilters,
  operationById,
  cardOperations,
  times,
  kinds,
  signs,
  sizes,
  steps,
  spendReport,
  kindsUnseen,
];

import type { OperationId } from '../../contract/schemas.ts';
import { accountMoneyRoutes } from './accounts-money.ts';
import { accountReadRoutes } from './accounts-read.ts';
import { accountWriteRoutes } from './accounts-write.ts';
import { authRoutes } from './auth.ts';
import { dictionaryRoutes } from './dictionaries.ts';
import { discountRoutes } from './discounts.ts';
import { operationRoutes } from './operations.ts';
import { reportRoutes } from './reports.ts';
import type { Route } from './route.ts';
import { rowsRoutes } from './rows.ts';

/** The route of every operation: the type refuses a missing one. */
export const routes: Readonly<Record<OperationId, Route>> = {
  ...rowsRoutes,
  ...authRoutes,
  ...dictionaryRoutes,
  ...accountReadRoutes,
  ...accountWriteRoutes,
  ...accountMoneyRoutes,
  ...operationRoutes,
  ...discountRoutes,
  ...reportRoutes,
};

import type { OperationId } from '../../contract/schemas.ts';
import type { Handler } from '../world.ts';
import { accountMoneyRoutes } from './accounts-money.ts';
import { accountReadRoutes } from './accounts-read.ts';
import { accountWriteRoutes } from './accounts-write.ts';
import { authRoutes } from './auth.ts';
import { dictionaryRoutes } from './dictionaries.ts';
import { discountRoutes } from './discounts.ts';
import { operationRoutes } from './operations.ts';
import { reportRoutes } from './reports.ts';

/** Every operation of the contract has a route: the type holds them complete. */
export const routes: Readonly<Record<OperationId, Handler>> = {
  ...authRoutes,
  ...dictionaryRoutes,
  ...accountReadRoutes,
  ...accountWriteRoutes,
  ...accountMoneyRoutes,
  ...operationRoutes,
  ...discountRoutes,
  ...reportRoutes,
};

import { declareUserError } from '../../graph/mutation/user-error.ts';

declare module '../../graph/mutation/user-error.ts' {
  interface UserErrors {
    INVALID_CREDENTIALS: NoFacts;
  }
}

declareUserError(
  'INVALID_CREDENTIALS',
  'The login is refused. The answer is the same for a wrong password, an unknown login or tenant, and a gateway without sessions.',
);

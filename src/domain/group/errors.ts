import { declareUserError } from '../../graph/mutation/user-error.ts';

declare module '../../graph/mutation/user-error.ts' {
  interface UserErrors {
    GROUP_NOT_FOUND: NoFacts;
  }
}

declareUserError('GROUP_NOT_FOUND', 'The group does not exist.');

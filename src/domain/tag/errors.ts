import { declareUserError } from '../../graph/mutation/user-error.ts';

declare module '../../graph/mutation/user-error.ts' {
  interface UserErrors {
    TAG_NOT_FOUND: NoFacts;
  }
}

declareUserError('TAG_NOT_FOUND', 'The tag does not exist.');

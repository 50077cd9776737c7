import { declareUserError } from '../../graph/mutation/user-error.ts';

declare module '../../graph/mutation/user-error.ts' {
  interface UserErrors {
    GUEST_NOT_FOUND: NoFacts;
    REQUIRED_FIELD: NoFacts;
  }
}

declareUserError('GUEST_NOT_FOUND', 'The guest does not exist, or this credential cannot access it.');
declareUserError(
  'REQUIRED_FIELD',
  'The settings of this server require a field that is missing. `path` names the field.',
);

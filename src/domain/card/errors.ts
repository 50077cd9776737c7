import { declareUserError } from '../../graph/mutation/user-error.ts';

declare module '../../graph/mutation/user-error.ts' {
  interface UserErrors {
    CARD_BLOCKED: NoFacts;
    CARD_NOT_FOUND: NoFacts;
  }
}

declareUserError('CARD_BLOCKED', 'The card is blocked: neither the register nor the API can use it. Unblock it first.');
declareUserError('CARD_NOT_FOUND', 'The card does not exist, or this credential cannot access it.');

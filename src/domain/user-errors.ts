import { userErrorType } from '../graph/mutation/user-error.ts';

// The expected failures that tell nothing but what every UserError tells. Others stand with their concept.
userErrorType('CARD_BLOCKED', 'The card is blocked: neither the register nor the API may use it.');
userErrorType('CARD_NOT_FOUND', 'There is no such card, or it is not yours to see.');
userErrorType('DISCOUNT_NOT_FOUND', 'There is no such discount or ladder.');
userErrorType('GROUP_NOT_FOUND', 'There is no such group of cards.');
userErrorType('GUEST_NOT_FOUND', 'There is no such guest, or they are not yours to see.');
userErrorType('IDENTIFIER_NOT_FOUND', 'The card does not have this identifier (any more).');
userErrorType('IDENTIFIER_TYPE_NOT_FOUND', 'There is no such type of identifier.');
userErrorType('INVALID_FIELD', 'ProBonus refused the value of a field; `path` names it where the server did.');
userErrorType('LADDER_NOT_FOUND', 'There is no such ladder. Discounts of the register cannot be changed here.');
userErrorType('NAME_TAKEN', 'Another one bears this name already.');
userErrorType('REQUIRED_FIELD', 'The settings of this server require a field that was not given; `path` names it.');
userErrorType('TAG_NOT_FOUND', 'There is no such tag.');

// Each import adds its part of the schema. The order does not matter: the schema is sorted.
import '../graph/scalars.ts';
import './card/balance.ts';
import './card/mutations.ts';
import './card/queries.ts';
import './session/mutations.ts';
import './settings/queries.ts';
import './restaurant/queries.ts';
import './discount/mutations-card.ts';
import './discount/mutations-ladder.ts';
import './discount/progress.ts';
import './discount/queries.ts';
import './group/mutations.ts';
import './group/queries.ts';
import './guest/mutations.ts';
import './guest/mutations-token.ts';
import './guest/queries.ts';
import './guest/mutations-register.ts';
import './identifier/mutations-type.ts';
import './identifier/mutations.ts';
import './identifier/queries.ts';
import './operation/mutations-card.ts';
import './operation/mutations-group.ts';
import './operation/mutations-reverse.ts';
import './operation/queries.ts';
import './operation/errors.ts';
import './value-move/queries.ts';
import './card/errors.ts';
import './discount/errors.ts';
import './group/errors.ts';
import './guest/errors.ts';
import './tag/errors.ts';
import './report/queries.ts';
import './viewer/queries.ts';
import './user/queries.ts';
import './tag/queries.ts';
import './identifier/errors.ts';
import { GraphQLSchema } from 'graphql';
import { builder } from '../graph/builder.ts';
import { SCHEMA_DESCRIPTION } from '../graph/schema-description.ts';

const built = builder.toSchema({ sortSchema: true });

/** The public schema. */
export const schema = new GraphQLSchema({ ...built.toConfig(), description: SCHEMA_DESCRIPTION });

import { builder } from '../../graph/builder.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { serverSettings } from './loaders.ts';
import { Settings } from './type.ts';

builder.queryField('settings', (t) =>
  t.field({
    description:
      'Settings of the server: which fields a registration needs, when a business day begins, how long temporary identifiers live.',
    type: Settings,
    nullable: true,
    authScopes: DICTIONARY_READ,
    resolve: (_root, _args, context) => serverSettings(context),
  }),
);

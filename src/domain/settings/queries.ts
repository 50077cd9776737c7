import { builder } from '../../graph/builder.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { serverSettings } from './loaders.ts';
import { Settings } from './type.ts';

builder.queryField('settings', (t) =>
  t.field({
    description: 'Settings of the server, such as the fields a registration requires and the start of a business day.',
    type: Settings,
    nullable: true,
    scopes: DICTIONARY_READ,
    guest: true,
    resolve: (_root, _args, context) => serverSettings(context),
  }),
);

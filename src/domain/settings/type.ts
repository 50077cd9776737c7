import { builder } from '../../graph/builder.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import type { PublicSettings } from '../../upstream/resources/settings.ts';

export const Settings = builder.objectRef<PublicSettings>('Settings').implement({
  description: 'Settings of the ProBonus server that concern clients. Each is null if the server does not report it.',
  fields: (t) => ({
    phoneRequired: t.boolean({
      description: 'Whether a guest must have a phone.',
      nullable: true,
      guest: true,
      resolve: (row) => reader('PublicSettings', row).optionalBoolean('phoneRequired'),
    }),
    genderRequired: t.boolean({
      description: 'Whether a guest must have a gender.',
      nullable: true,
      guest: true,
      resolve: (row) => reader('PublicSettings', row).optionalBoolean('genderRequired'),
    }),
    temporaryIdentifierLength: t.int({
      description: 'Number of digits of a temporary identifier.',
      nullable: true,
      guest: true,
      resolve: (row) => reader('PublicSettings', row).optionalInteger('temporaryIdentifierLength'),
    }),
    temporaryIdentifierMinutes: t.int({
      description: 'Lifetime of a temporary identifier, in minutes.',
      nullable: true,
      guest: true,
      resolve: (row) => reader('PublicSettings', row).optionalInteger('temporaryIdentifierMinutes'),
    }),
    dayChangeTime: t.string({
      description: 'Local time at which a business day begins, as HH:MM.',
      nullable: true,
      guest: true,
      resolve: (row) => reader('PublicSettings', row).optionalText('dayChangeTime'),
    }),
    language: t.string({
      description: 'Language of the server, such as "ru".',
      nullable: true,
      guest: true,
      resolve: (row) => reader('PublicSettings', row).optionalText('language'),
    }),
    birthdayDaysBefore: t.int({
      description: 'Number of days before a birthday from which the register shows it.',
      nullable: true,
      guest: true,
      resolve: (row) => reader('PublicSettings', row).optionalInteger('birthdayDaysBefore'),
    }),
    birthdayDaysAfter: t.int({
      description: 'Number of days after a birthday until which the register shows it.',
      nullable: true,
      guest: true,
      resolve: (row) => reader('PublicSettings', row).optionalInteger('birthdayDaysAfter'),
    }),
  }),
});

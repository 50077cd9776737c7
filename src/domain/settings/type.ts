import { builder } from '../../graph/builder.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import type { PublicSettings } from '../../upstream/resources/settings.ts';

export const Settings = builder.objectRef<PublicSettings>('Settings').implement({
  description: 'Settings of the ProBonus server that concern clients. Each is null if the server does not report it.',
  fields: (t) => ({
    phoneRequired: t.boolean({
      description: 'Whether a guest must have a phone.',
      nullable: true,
      resolve: (row) => read.optionalBoolean(row.phoneRequired, 'PublicSettings.phoneRequired'),
    }),
    genderRequired: t.boolean({
      description: 'Whether a guest must have a gender.',
      nullable: true,
      resolve: (row) => read.optionalBoolean(row.genderRequired, 'PublicSettings.genderRequired'),
    }),
    temporaryIdentifierLength: t.int({
      description: 'Number of digits of a temporary identifier.',
      nullable: true,
      resolve: (row) => read.optionalInteger(row.temporaryIdentifierLength, 'PublicSettings.temporaryIdentifierLength'),
    }),
    temporaryIdentifierMinutes: t.int({
      description: 'Lifetime of a temporary identifier, in minutes.',
      nullable: true,
      resolve: (row) =>
        read.optionalInteger(row.temporaryIdentifierMinutes, 'PublicSettings.temporaryIdentifierMinutes'),
    }),
    dayChangeTime: t.string({
      description: 'Local time at which a business day begins, as HH:MM.',
      nullable: true,
      resolve: (row) => read.optionalText(row.dayChangeTime, 'PublicSettings.dayChangeTime'),
    }),
    language: t.string({
      description: 'Language of the server, such as "ru".',
      nullable: true,
      resolve: (row) => read.optionalText(row.language, 'PublicSettings.language'),
    }),
    birthdayDaysBefore: t.int({
      description: 'Number of days before a birthday from which the register shows it.',
      nullable: true,
      resolve: (row) => read.optionalInteger(row.birthdayDaysBefore, 'PublicSettings.birthdayDaysBefore'),
    }),
    birthdayDaysAfter: t.int({
      description: 'Number of days after a birthday until which the register shows it.',
      nullable: true,
      resolve: (row) => read.optionalInteger(row.birthdayDaysAfter, 'PublicSettings.birthdayDaysAfter'),
    }),
  }),
});

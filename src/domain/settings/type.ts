import { builder } from '../../graph/builder.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import type { PublicSettings } from '../../upstream/resources/settings.ts';

export const Settings = builder.objectRef<PublicSettings>('Settings').implement({
  description:
    'Settings of the ProBonus server that clients must go by. Each is null where the server does not tell it.',
  fields: (t) => ({
    phoneRequired: t.boolean({
      description: 'Whether a guest cannot be registered without a phone.',
      nullable: true,
      resolve: (row) => read.optionalBoolean(row.phoneRequired, 'PublicSettings.phoneRequired'),
    }),
    genderRequired: t.boolean({
      description: 'Whether a guest cannot be registered without a gender.',
      nullable: true,
      resolve: (row) => read.optionalBoolean(row.genderRequired, 'PublicSettings.genderRequired'),
    }),
    temporaryIdentifierLength: t.int({
      description: 'How many digits a temporary identifier has.',
      nullable: true,
      resolve: (row) => read.optionalInteger(row.temporaryIdentifierLength, 'PublicSettings.temporaryIdentifierLength'),
    }),
    temporaryIdentifierMinutes: t.int({
      description: 'How many minutes a temporary identifier lives.',
      nullable: true,
      resolve: (row) =>
        read.optionalInteger(row.temporaryIdentifierMinutes, 'PublicSettings.temporaryIdentifierMinutes'),
    }),
    dayChangeTime: t.string({
      description: 'When a business day begins, as HH:MM local time.',
      nullable: true,
      resolve: (row) => read.optionalText(row.dayChangeTime, 'PublicSettings.dayChangeTime'),
    }),
    language: t.string({
      description: 'Language of the server, such as "ru".',
      nullable: true,
      resolve: (row) => read.optionalText(row.language, 'PublicSettings.language'),
    }),
    birthdayDaysBefore: t.int({
      description: 'From how many days before a birthday the register notes it.',
      nullable: true,
      resolve: (row) => read.optionalInteger(row.birthdayDaysBefore, 'PublicSettings.birthdayDaysBefore'),
    }),
    birthdayDaysAfter: t.int({
      description: 'Until how many days after a birthday the register notes it.',
      nullable: true,
      resolve: (row) => read.optionalInteger(row.birthdayDaysAfter, 'PublicSettings.birthdayDaysAfter'),
    }),
  }),
});

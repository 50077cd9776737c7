import { builder } from '../../graph/builder.ts';
import type {
  Column,
  ReportCode as ReportCodeModel,
  ReportInfo as ReportInfoModel,
  Report as ReportModel,
} from './model.ts';

export const ReportCode = builder.enumType('ReportCode', {
  description: 'Which report of ProBonus.',
  values: {
    TOTALS: { description: '«Суммовой»: per card what was spent and accrued, and the balance at the end.' },
    TRANSACTIONS: { description: '«Транзакции»: every operation.' },
    IDENTIFIERS: { description: '«Идентификаторы»: by what cards were recognised.' },
    SPEND_BY_DAY: { description: '«Потраты по дням».' },
    BIRTHDAYS: { description: '«Дни рождения».' },
    INACTIVE: { description: '«Бездействующие счета»: cards without operations in the period.' },
    LOST_GUESTS: { description: '«Потерянные гости»: who came before and no longer does.' },
    BASE_GROWTH: { description: '«Прирост гостевой базы»: registrations per day and source.' },
    TOP_GUESTS: { description: '«Топ гостей».' },
    TURNOVER: { description: '«Оборот по счетам»: opening balance, movements, closing balance.' },
  } satisfies Record<ReportCodeModel, { description: string }>,
});

const ReportColumnType = builder.enumType('ReportColumnType', {
  description: 'What the cells of a column are.',
  values: {
    STRING: { description: 'Text.' },
    INTEGER: { description: 'A whole number.' },
    MONEY: { description: 'An amount, as a Decimal string.' },
    DATE: { description: 'A calendar day, YYYY-MM-DD.' },
    DATETIME: { description: "An instant, RFC 3339 with the tenant's offset." },
    BOOLEAN: { description: 'True or false.' },
    UNKNOWN: { description: 'Something that this gateway does not know; cells come as they are.' },
  } as const,
});

const ReportColumn = builder.objectRef<Column>('ReportColumn').implement({
  description: 'One column of a report.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name for programs.' }),
    title: t.exposeString('title', { description: 'Its heading, in the language of the server.' }),
    type: t.field({ description: 'What its cells are.', type: ReportColumnType, resolve: ({ type }) => type }),
  }),
});

export const ReportInfo = builder.objectRef<ReportInfoModel>('ReportInfo').implement({
  description: 'A report that this server offers.',
  fields: (t) => ({
    code: t.field({ description: 'By which it is asked for.', type: ReportCode, resolve: ({ code }) => code }),
    name: t.exposeString('name', { description: 'Its name, in the language of the server.' }),
  }),
});

export const Report = builder.objectRef<ReportModel>('Report').implement({
  description: 'A table, as ProBonus itself computes it.',
  fields: (t) => ({
    info: t.field({ description: 'Which report it is.', type: ReportInfo, resolve: ({ info }) => info }),
    columns: t.field({
      description: 'What each cell of a row is, from left to right.',
      type: [ReportColumn],
      resolve: ({ columns }) => [...columns],
    }),
    rows: t.field({
      description:
        'Its rows, each with one cell per column, in the order of the columns. Amounts are Decimal strings; what is absent is null.',
      type: t.listRef(t.listRef('JSON', { nullable: true })),
      resolve: ({ rows }) => rows as unknown[][],
    }),
    totals: t.field({
      description: 'The totals of the whole report, one cell per column; null where it has none.',
      type: t.listRef('JSON', { nullable: true }),
      nullable: true,
      resolve: ({ totals }) => totals as unknown[] | null,
    }),
    totalCount: t.exposeInt('totalCount', { description: 'How many rows the whole report has.' }),
  }),
});

import { builder } from '../../graph/builder.ts';
import type {
  Column,
  ReportCode as ReportCodeModel,
  ReportInfo as ReportInfoModel,
  Report as ReportModel,
} from './model.ts';

export const ReportCode = builder.enumType('ReportCode', {
  description: 'A report of ProBonus.',
  values: {
    TOTALS: { description: '«Суммовой»: spent and accrued amounts and closing balance per card.' },
    TRANSACTIONS: { description: '«Транзакции»: all operations.' },
    IDENTIFIERS: { description: '«Идентификаторы»: identifiers by which cards were recognised.' },
    SPEND_BY_DAY: { description: '«Потраты по дням»: spending per day.' },
    BIRTHDAYS: { description: '«Дни рождения»: birthdays of guests.' },
    INACTIVE: { description: '«Бездействующие счета»: cards without operations in the period.' },
    LOST_GUESTS: { description: '«Потерянные гости»: guests who no longer come.' },
    BASE_GROWTH: { description: '«Прирост гостевой базы»: registrations per day and source.' },
    TOP_GUESTS: { description: '«Топ гостей»: guests with the highest spending.' },
    TURNOVER: { description: '«Оборот по счетам»: opening balance, movements and closing balance per card.' },
  } satisfies Record<ReportCodeModel, { description: string }>,
});

const ReportColumnType = builder.enumType('ReportColumnType', {
  description: 'Type of the cells of a column.',
  values: {
    STRING: { description: 'Text.' },
    INTEGER: { description: 'Whole number.' },
    MONEY: { description: 'Amount as a Decimal string.' },
    DATE: { description: 'Calendar day as YYYY-MM-DD.' },
    DATETIME: { description: "Instant as RFC 3339 with the tenant's offset." },
    BOOLEAN: { description: 'True or false.' },
    UNKNOWN: { description: 'A type this gateway does not know; cells are returned unchanged.' },
  } as const,
});

const ReportColumn = builder.objectRef<Column>('ReportColumn').implement({
  description: 'Name, heading and type of a column of a report.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Machine-readable name.' }),
    title: t.exposeString('title', { description: 'Heading in the language of the server.' }),
    type: t.field({ description: 'Type of the cells.', type: ReportColumnType, resolve: ({ type }) => type }),
  }),
});

export const ReportInfo = builder.objectRef<ReportInfoModel>('ReportInfo').implement({
  description: 'A report that the server offers.',
  fields: (t) => ({
    code: t.field({ description: 'Code to request the report with.', type: ReportCode, resolve: ({ code }) => code }),
    name: t.exposeString('name', { description: 'Name in the language of the server.' }),
  }),
});

export const Report = builder.objectRef<ReportModel>('Report').implement({
  description: 'A report as a table.',
  fields: (t) => ({
    info: t.field({ description: 'Code and name of the report.', type: ReportInfo, resolve: ({ info }) => info }),
    columns: t.expose('columns', { description: 'Columns of the report, from left to right.', type: [ReportColumn] }),
    rows: t.field({
      description:
        'Rows of the report, each with one cell per column. Amounts are Decimal strings; missing values are null.',
      type: t.listRef(t.listRef('JSON', { nullable: true })),
      resolve: ({ rows }) => rows as unknown[][],
    }),
    totals: t.field({
      description: 'Totals of the whole report, one cell per column; null if the report has none.',
      type: t.listRef('JSON', { nullable: true }),
      nullable: true,
      resolve: ({ totals }) => totals as unknown[] | null,
    }),
    withheld: t.stringList({
      description:
        'Names of the columns left out because the credential lacks their scopes: `guest:read` and `guest:list` for what may be about a person, `card:read` for amounts of a card.',
      resolve: ({ withheld }) => [...withheld],
    }),
    totalCount: t.exposeInt('totalCount', { description: 'Number of rows of the whole report.' }),
  }),
});

import { META, TABLE } from './tables.ts';

/** One version of the tables: what it adds to the version before it. Never edited once released. */
interface Migration {
  /** Definitions of the columns that it adds to the table of intents. */
  readonly columns: readonly string[];
  /** `text`: reads a property of the JSON of a move; null where it is absent. */
  statements(text: (property: string) => string): readonly string[];
}

const VERSION_1: Migration = {
  columns: [
    'tenant TEXT NOT NULL',
    'principal TEXT NOT NULL',
    'key TEXT NOT NULL',
    'fingerprint TEXT NOT NULL',
    'marker TEXT NOT NULL',
    'move TEXT',
    'state TEXT NOT NULL',
    'attempt TEXT NOT NULL',
    'line TEXT',
    'holds_line BIGINT NOT NULL',
    'submitted_at BIGINT NOT NULL',
    'deadline BIGINT NOT NULL',
    'settle_from BIGINT',
    'settled_at BIGINT',
    'next_at BIGINT',
    'evidence TEXT NOT NULL',
    'upstream_id BIGINT',
    'skew_ms BIGINT',
    'verbatim BIGINT',
    'result TEXT',
    'alarm TEXT',
    'expired_at BIGINT',
  ],
  statements: () => [
    `CREATE TABLE ${TABLE} (${VERSION_1.columns.join(', ')}, PRIMARY KEY (tenant, principal, key))`,
    // The lock key: one move of a card is sent at a time.
    `CREATE UNIQUE INDEX ${TABLE}_line ON ${TABLE} (tenant, line) WHERE line IS NOT NULL`,
    `CREATE INDEX ${TABLE}_marker ON ${TABLE} (marker)`,
    `CREATE INDEX ${TABLE}_next ON ${TABLE} (next_at) WHERE next_at IS NOT NULL`,
    `CREATE INDEX ${TABLE}_open ON ${TABLE} (state) WHERE state IN ('INTENT', 'SENDING', 'UNKNOWN', 'STUCK')`,
    `CREATE INDEX ${TABLE}_alarm ON ${TABLE} (alarm) WHERE alarm IS NOT NULL`,
    `CREATE INDEX ${TABLE}_upstream ON ${TABLE} (tenant, upstream_id) WHERE upstream_id IS NOT NULL`,
    `CREATE INDEX ${TABLE}_measured ON ${TABLE} (tenant, submitted_at) WHERE skew_ms IS NOT NULL`,
    `CREATE INDEX ${TABLE}_settled ON ${TABLE} (settled_at) WHERE expired_at IS NULL`,
    `CREATE INDEX ${TABLE}_expired ON ${TABLE} (expired_at) WHERE expired_at IS NOT NULL`,
    `CREATE INDEX ${TABLE}_submitted ON ${TABLE} (submitted_at)`,
    `CREATE TABLE ${META} (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
    `INSERT INTO ${META} (name, value) VALUES ('version', '1')`,
  ],
};

const VERSION_2: Migration = {
  columns: [
    'sort TEXT',
    'target TEXT',
    'server TEXT',
    'meaning TEXT',
    'reverses TEXT',
    'reversals TEXT',
    'told_at BIGINT',
    'settlement TEXT',
    'former_markers TEXT',
    'noted_ids TEXT',
  ],
  statements: (text) => [
    ...VERSION_2.columns.map((column) => `ALTER TABLE ${TABLE} ADD COLUMN ${column}`),
    fillStatement(text),
    `DROP INDEX ${TABLE}_marker`,
    `CREATE UNIQUE INDEX ${TABLE}_marker ON ${TABLE} (marker)`,
    `DROP INDEX ${TABLE}_open`,
    `CREATE INDEX ${TABLE}_open ON ${TABLE} (state) WHERE state IN ('INTENT', 'SENDING', 'UNKNOWN', 'STUCK', 'WAITING')`,
    `CREATE INDEX ${TABLE}_target ON ${TABLE} (tenant, target, submitted_at)`,
    `CREATE INDEX ${TABLE}_sort ON ${TABLE} (tenant, sort, submitted_at)`,
    `CREATE INDEX ${TABLE}_reverses ON ${TABLE} (tenant, reverses) WHERE reverses IS NOT NULL`,
    `CREATE INDEX ${TABLE}_former ON ${TABLE} (tenant) WHERE former_markers IS NOT NULL`,
    `CREATE INDEX ${TABLE}_unfilled ON ${TABLE} (tenant) WHERE target IS NULL AND move IS NOT NULL`,
    `UPDATE ${META} SET value = '2' WHERE name = 'version'`,
  ],
};

const MIGRATIONS: readonly Migration[] = [VERSION_1, VERSION_2];

/** Version of the tables that this gateway writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Gives `sort` and `target` to rows that a gateway of version 1 wrote: before the migration, or beside it in one PostgreSQL. */
export function fillStatement(text: (property: string) => string): string {
  const delayed = `CASE WHEN ${text('availableFrom')} IS NULL THEN '' ELSE '_DELAYED' END`;
  return `UPDATE ${TABLE} SET sort = ${text('kind')} || ${delayed},
    target = COALESCE('card:' || ${text('cardId')}, 'group:' || ${text('groupId')})
    WHERE target IS NULL AND move IS NOT NULL`;
}

/** What an existing store says of itself. */
export interface FoundSchema {
  /** Names of existing tables, of the two. */
  readonly tables: readonly string[];
  readonly version: number;
  /** Columns of the table of intents. */
  readonly columns: readonly string[];
}

/** The statements that bring a store to the present version, in one transaction; or why it must not be touched. */
export type MigrationPlan = { readonly statements: readonly string[] } | { readonly refused: string };

export function planMigration(found: FoundSchema, text: (property: string) => string): MigrationPlan {
  const { tables, version, columns } = found;
  const refused = (why: string): MigrationPlan => ({ refused: why });
  if (tables.length === 1) return refused(`it has the table ${tables[0]}, but not the other of ${TABLE} and ${META}`);
  if (tables.length === 2) {
    if (!(Number.isInteger(version) && version >= 1)) return refused('it names no version of its tables');
    if (version > SCHEMA_VERSION)
      return refused(`a later version of the gateway wrote it (its tables are of version ${version})`);
    const missing = MIGRATIONS.slice(0, version)
      .flatMap((migration) => migration.columns.map((column) => column.split(' ', 1).join()))
      .filter((column) => !columns.includes(column));
    if (missing.length > 0)
      return refused(`it says that its tables are of version ${version}, but ${TABLE} lacks ${missing.join(', ')}`);
  }
  const from = tables.length === 0 ? 0 : version;
  return { statements: MIGRATIONS.slice(from).flatMap((migration) => migration.statements(text)) };
}

import type { DialectConfig } from '../config/dialect.ts';
import type { OperationId } from '../contract/schemas.ts';

/** error: the gateway could not serve the tenant as it is configured. warning: needs a person's attention. */
export type Severity = 'error' | 'warning' | 'info';

/** One observation for the operator. Code and severity are for programs; the text repeats nothing secret. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Null where the finding concerns the whole server. */
  readonly operation: OperationId | null;
  readonly text: string;
}

export type FindingCode =
  | 'REACHABLE'
  | 'UNREACHABLE'
  | 'CERTIFICATE'
  | 'ADAPTER'
  | 'DOCUMENT_FOUND'
  | 'DOCUMENT_MISSING'
  | 'BASE_URL_WRONG'
  | 'LOGIN_OK'
  | 'LOGIN_FAILED'
  | 'LOGIN_UNREADABLE'
  | 'ONE_SESSION'
  | 'AUTH_UNSUPPORTED'
  | 'TOKEN_REFUSED'
  | 'TOKEN_UNTESTED'
  | 'CLOCK_AGREES'
  | 'CLOCK_DIFFERS'
  | 'CLOCK_UNKNOWN'
  | 'OPERATION_HIDDEN'
  | 'OPERATION_MOVED'
  | 'OPERATION_MISSING'
  | 'OPERATION_UNCERTAIN'
  | 'FIELD_RENAMED'
  | 'FIELD_GUESSED'
  | 'FIELD_MISSING'
  | 'INPUT_MISSING'
  | 'PARAMETER_RENAMED'
  | 'PARAMETER_MISSING'
  | 'VALUES_DIFFER'
  | 'VALUES_UNKNOWN'
  | 'KEY_CASE'
  | 'LIST_ENVELOPE'
  | 'IDS_FILTER'
  | 'OPERATION_IDS_FILTER'
  | 'FILTER_IGNORED'
  | 'MAX_LIMIT'
  | 'NUMERIC_IDENTIFIERS'
  | 'MONEY_UNIT'
  | 'MONEY_UNPROVEN'
  | 'MONEY_DIFFERS'
  | 'READ_FORBIDDEN'
  | 'READ_FAILED'
  | 'READS_WRONG'
  | 'EVIDENCE'
  | 'NOT_TRIED'
  | 'NO_ROWS'
  | 'ROWS_DELETED'
  | 'NEEDS_ADAPTER'
  | 'FIELDS_UNREADABLE'
  | 'DIALECT_FITS'
  | 'DIALECT_DIFFERS'
  | 'DIALECT_VERIFIED'
  | 'DIALECT_UNVERIFIED'
  | 'DIALECT_FAILS';

/** The place of an operation of the contract on the server. */
export interface OperationState {
  readonly operation: OperationId;
  readonly state: 'present' | 'moved' | 'missing' | 'assumed';
  /** `METHOD /path` below the base URL. */
  readonly endpoint: string;
}

export interface Diagnosis {
  /** Whether the gateway could serve this server as it is configured: no finding is an error. */
  readonly ok: boolean;
  /** The base URL to write in place of the configured one, which the proposed dialect is for; empty where that one fits. */
  readonly place: { readonly baseUrl?: string };
  /** The proposed `dialect`, complete, as in the file; it replaces the configured one. */
  readonly dialect: Partial<DialectConfig>;
  /** Whether reads with a token were answered, so that what is not in the dialect follows the contract. */
  readonly isReached: boolean;
  /** Whether cards or operations were read with the proposed dialect through the gateway's own client. */
  readonly canServe: boolean;
  readonly findings: readonly Finding[];
  readonly operations: readonly OperationState[];
}

/** Collects findings, each once. */
export interface Findings {
  add(severity: Severity, code: FindingCode, text: string, operation?: OperationId | null): void;
  all(): readonly Finding[];
}

export function createFindings(): Findings {
  const found = new Map<string, Finding>();
  const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
  return {
    add(severity, code, text, operation = null) {
      const key = `${code} ${operation} ${text}`;
      if (!found.has(key)) found.set(key, { code, severity, operation, text });
    },
    all: () => [...found.values()].sort((a, b) => rank[a.severity] - rank[b.severity]),
  };
}

/**
 * What a module named by `dialect.adapter` exports: one or both of two functions, for what no line of the dialect says.
 * `request` comes after names, units and values, `answer` before them. Without imports: the package exports these types.
 */
export interface Adapter {
  /** Changes a call before it is sent. Undefined: sent as it is. */
  readonly request?: (call: AdapterCall) => AdapterRequest | undefined;
  /** Changes an answer before it is judged and read. Undefined: read as it came. May run twice for one answer. */
  readonly answer?: (came: AdapterAnswer) => AdapterResult | undefined | Promise<AdapterResult | undefined>;
}

export type AdapterMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A call in the server's names, units and values. Frozen: what changes is returned. */
export interface AdapterCall {
  /** Of the contract, such as `accounts.list`; `auth.login` and `auth.refreshToken` too. */
  readonly operation: string;
  readonly method: AdapterMethod;
  /** Whole, base path included. */
  readonly path: string;
  /** Lists are joined with commas. */
  readonly query: Readonly<Record<string, string>>;
  /** Amounts are numbers in the server's unit. Whole numbers beyond 2^53 are bigints. Undefined: no body. */
  readonly body: unknown;
  /** Null for a login. */
  readonly token: string | null;
}

/** What takes the place of the gateway's own; what is left out stays. */
export interface AdapterRequest {
  readonly method?: AdapterMethod | undefined;
  /** Whole, base path included, percent-encoded, without a query. */
  readonly path?: string | undefined;
  /** In place of the whole query. Null and undefined are dropped, a list repeats its name. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | null | undefined>> | undefined;
  /** An object or a list, sent as JSON. Null: no body. */
  readonly body?: object | null | undefined;
  /** In place of a body, sent as `application/x-www-form-urlencoded`. Null and undefined are dropped. */
  readonly form?: Readonly<Record<string, QueryValue | null | undefined>> | undefined;
  /** Names in lower case, beside the gateway's own. Null leaves out one of these, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string | null | undefined>> | undefined;
}

type QueryValue = string | number | boolean;

/** An answer as the server gave it. */
export interface AdapterAnswer {
  readonly operation: string;
  /** As it was given to `request`. */
  readonly call: AdapterCall;
  readonly status: number;
  /** Names in lower case; the first value of a repeated one. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for what is no JSON. Whole numbers beyond 2^53 are bigints, and amounts that no number keeps are texts. */
  readonly json: unknown;
  /**
   * Reads another address of the server, path and query, and gives the JSON of a 2xx. Only reads have it. It bears the
   * headers of the call with its token, ends with its deadline, and counts as a call.
   */
  readonly get?: (path: string) => Promise<unknown>;
}

/** What takes the place of the server's own; what is left out stays. */
export interface AdapterResult {
  /** Judged as the server's own: 401 for a dead token, 404 for a row that is not there, 409 for a refusal. */
  readonly status?: number | undefined;
  /** In the server's names and units, which are read next. */
  readonly json?: unknown;
}

/** An answer that is not 200, in FastAPI's form: `{"detail": …}`. */
export class Problem extends Error {
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, detail: unknown, headers: Record<string, string> = {}) {
    super(`answers ${status}`);
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}

export const notFound = (what: string): Problem => new Problem(404, what);
export const refused = (why: string): Problem => new Problem(400, why);

/** One line of pydantic's list of faults. */
export interface Fault {
  loc: (string | number)[];
  msg: string;
  type: string;
  ctx?: Record<string, unknown>;
  /** What was given; printed by pydantic 2 alone. */
  input?: unknown;
}

export const invalid = (faults: Fault[]): Problem => new Problem(422, faults);

/** A reply other than 200, in FastAPI's form: `{"detail": …}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, detail: unknown, headers: Record<string, string> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}

export const badRequest = (detail: string): ApiError => new ApiError(400, detail);
export const notFound = (detail: string): ApiError => new ApiError(404, detail);

/** One item of a 422's `detail`, in pydantic 1's words. */
export interface ValidationError {
  loc: (string | number)[];
  msg: string;
  type: string;
  ctx?: Record<string, unknown>;
  /** The invalid value; only pydantic 2 prints it. */
  input?: unknown;
}

export const unprocessable = (errors: ValidationError[]): ApiError => new ApiError(422, errors);

export const invalidQuery = (name: string, input: unknown, error: Omit<ValidationError, 'loc' | 'input'>): ApiError =>
  unprocessable([{ loc: ['query', name], ...error, input }]);

// The token lives in memory alone: in localStorage any script that ever runs on the page could read it. A reload asks for another.

export interface Session {
  readonly token: string;
  /** The address of the gateway. */
  readonly gateway: string;
  readonly expiresAt: string;
}

/** A new token is asked for so many milliseconds before the old one ends. */
const AHEAD = 30_000;

/** Asks the server of this page, which knows who is logged in. */
async function issue(): Promise<Session> {
  const response = await fetch('/token', { method: 'POST' });
  if (!response.ok) throw new Error(`no token (${response.status})`);
  return response.json();
}

let session: Promise<Session> | undefined;

/** The session of the guest; a new one before the old one ends, and after one that could not be had. */
export async function currentSession(): Promise<Session> {
  session ??= issue();
  try {
    const current = await session;
    if (Date.parse(current.expiresAt) - Date.now() > AHEAD) return current;
  } catch (error) {
    session = undefined;
    throw error;
  }
  session = issue();
  return session;
}

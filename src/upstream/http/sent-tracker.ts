import { subscribe } from 'node:diagnostics_channel';

/** Whether undici has begun to write one request. */
export interface SentTracker {
  sent: boolean;
  /** Called once, in the tick of the first byte. */
  readonly onSent?: (() => void) | undefined;
}

/**
 * undici publishes `undici:client:sendHeaders` in the same tick in which it starts a request, before the first byte.
 * The error codes of a lost connection are the same before and after that byte, so only this event can tell.
 */
let starting: SentTracker | null = null;
let isPublished = true;

subscribe('undici:client:sendHeaders', () => {
  if (starting) markSent(starting);
  starting = null;
});

/** Called as undici starts the request. Once the event has proved missing, every started request counts as sent. */
export function trackStart(tracker: SentTracker): void {
  starting = tracker;
  if (!isPublished) markSent(tracker);
}

function markSent(tracker: SentTracker): void {
  if (tracker.sent) return;
  tracker.sent = true;
  tracker.onSent?.();
}

/** Called as a response arrives. A request with a response was sent: if the tracker missed it, the event is missing. */
export function trackResponse(tracker: SentTracker): void {
  if (tracker.sent) return;
  markSent(tracker);
  isPublished = false;
}

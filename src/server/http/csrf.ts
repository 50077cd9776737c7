import type { IncomingHttpHeaders } from 'node:http';
import { RequestProblem } from './problem.ts';

/** What a browser sends by itself or lets a page set without a preflight, and what proxies on the way add. */
const PROVES_NOTHING = new Set(
  `accept accept-charset accept-encoding accept-language access-control-request-headers access-control-request-method
  cache-control connection content-language content-length content-type cookie cookie2 date device-memory dnt downlink dpr ect
  early-data expect forwarded from host if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive
  last-event-id origin pragma priority purpose range referer rtt save-data te trailer transfer-encoding upgrade
  upgrade-insecure-requests user-agent via viewport-width width x-client-ip x-correlation-id x-real-ip x-request-id
  x-requested-from traceparent tracestate true-client-ip`.split(/\s+/),
);
const BY_BROWSERS_OR_PROXIES = /^(?:sec-|proxy-|x-forwarded-|x-amz|x-envoy-|x-b3-|x-cloud-trace|cf-|cdn-|fly-)/;
const SIMPLE_CONTENT = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

/**
 * Lets a GET pass that no foreign page can make a browser send without asking first: one with Authorization, with any other
 * header that forces a preflight, or with a content type that does. Throws 403 otherwise.
 */
export function checkCrossSite(headers: IncomingHttpHeaders): void {
  if (headers.authorization !== undefined) return;
  const type = headers['content-type'];
  if (type !== undefined && type.trim() !== '' && !SIMPLE_CONTENT.test(type.trim())) return;
  for (const name of Object.keys(headers)) {
    if (!PROVES_NOTHING.has(name) && !BY_BROWSERS_OR_PROXIES.test(name)) return;
  }
  throw new RequestProblem(
    403,
    'FORBIDDEN',
    'A GET must bear Authorization, a header that forces a preflight such as X-Requested-With, or Content-Type: application/json.',
  );
}

import type { IncomingHttpHeaders } from 'node:http';
import { HttpError } from './http-error.ts';

/** Headers that browsers send on their own or without a preflight, and those that proxies add. */
const SENT_WITHOUT_PREFLIGHT = new Set(
  `accept accept-charset accept-encoding accept-language access-control-request-headers access-control-request-method
  cache-control connection content-language content-length content-type cookie cookie2 date device-memory dnt downlink dpr ect
  early-data expect forwarded from host if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive
  last-event-id origin pragma priority purpose range referer rtt save-data te trailer transfer-encoding upgrade
  upgrade-insecure-requests user-agent via viewport-width width x-client-ip x-correlation-id x-real-ip x-request-id
  x-requested-from traceparent tracestate true-client-ip`.split(/\s+/),
);
const PREFIX_SENT_WITHOUT_PREFLIGHT = /^(?:sec-|proxy-|x-forwarded-|x-amz|x-envoy-|x-b3-|x-cloud-trace|cf-|cdn-|fly-)/;
const SIMPLE_CONTENT = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

/**
 * Throws 403 for a GET that a page of another origin can send without a preflight. Authorization, any other header that
 * requires one, and a JSON content type let it pass.
 */
export function checkCsrf(headers: IncomingHttpHeaders): void {
  if (headers.authorization !== undefined) return;
  const type = headers['content-type'];
  if (type !== undefined && type.trim() !== '' && !SIMPLE_CONTENT.test(type.trim())) return;
  for (const name of Object.keys(headers)) {
    if (!SENT_WITHOUT_PREFLIGHT.has(name) && !PREFIX_SENT_WITHOUT_PREFLIGHT.test(name)) return;
  }
  throw new HttpError(
    403,
    'FORBIDDEN',
    'Blocked as a potential cross-site request forgery. Send an Authorization header, Content-Type: application/json, or a header that requires a CORS preflight, such as X-Requested-With.',
  );
}

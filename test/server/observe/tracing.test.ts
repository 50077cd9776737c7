import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { listen } from '../../../src/server/connections/http-server.ts';
import { readTraceparent, traceHeaders } from '../../../src/upstream/http/traceparent.ts';
import { given } from '../../kit/given.ts';
import { until } from '../../kit/server.ts';

const READ = '{ cards(first: 1) { nodes { balance } } }';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

interface Recorded {
  readonly name: string;
  readonly spanId: string;
  readonly traceId: string;
  readonly parent: string | undefined;
  readonly attributes: Record<string, unknown>;
  status: SpanStatus | undefined;
  ended: number;
}

/** What an SDK is to the API: spans with ids, and a note of each. */
function register(): Recorded[] {
  const spans: Recorded[] = [];
  const tracer: Pick<Tracer, 'startSpan'> = {
    startSpan(name: string, options: SpanOptions = {}, context: Context = ROOT_CONTEXT): Span {
      const parent = trace.getSpanContext(context);
      const own: SpanContext = {
        traceId: parent?.traceId ?? 'a'.repeat(32),
        spanId: String(spans.length + 1).padStart(16, '0'),
        traceFlags: 1,
      };
      const recorded: Recorded = {
        ...own,
        name,
        parent: parent?.spanId,
        attributes: { ...options.attributes },
        status: undefined,
        ended: 0,
      };
      spans.push(recorded);
      const span: Partial<Span> = {
        spanContext: () => own,
        setAttribute: (key, value) => Object.assign(recorded.attributes, { [key]: value }) && (span as Span),
        setAttributes: (more) => Object.assign(recorded.attributes, more) && (span as Span),
        setStatus: (status) => {
          recorded.status = status;
          return span as Span;
        },
        end: () => void recorded.ended++,
      };
      return span as Span;
    },
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer as Tracer });
  return spans;
}

afterEach(() => trace.disable());

/** What the server is sent, seen between it and the gateway. */
function recordHeaders() {
  const seen: IncomingHttpHeaders[] = [];
  return {
    seen,
    async between({ port }: Sandbox) {
      const server = createServer((incoming, response) => {
        const { url = '/', method = 'GET', headers } = incoming;
        seen.push(headers);
        const outgoing = request({ port, path: url, method, headers }, (reply) => {
          response.writeHead(reply.statusCode ?? 500, reply.headers);
          reply.pipe(response);
        });
        incoming.pipe(outgoing);
      });
      const { url } = await listen(server, 0, '127.0.0.1');
      return { url: `${url}/api/v0`, close: async () => void server.close() };
    },
  };
}

test('a request and its upstream calls are spans of one trace, which goes on to the server', async () => {
  const spans = register();
  const { seen, between } = recordHeaders();
  const gateway = await given({ http: true, warm: true, between });
  spans.length = 0;
  await gateway.ask(`query Named ${READ}`, {}, { headers: { traceparent: TRACEPARENT, 'x-request-id': 'r-1' } });
  await until(() => spans[0]?.ended === 1);
  expect(spans).toMatchObject([
    {
      name: 'POST graphql',
      traceId: TRACE,
      parent: '00f067aa0ba902b7',
      attributes: {
        'http.response.status_code': 200,
        'probonus.request_id': 'r-1',
        'probonus.tenant': 'saturn',
        'graphql.operation.name': 'Named',
        'probonus.upstream_calls': 1,
      },
      ended: 1,
    },
    {
      name: 'accounts.list',
      traceId: TRACE,
      parent: spans[0]?.spanId,
      attributes: { 'http.request.method': 'GET', 'url.template': '/accounts/list', 'http.response.status_code': 200 },
      ended: 1,
    },
  ]);
  expect(seen.at(-1)).toMatchObject({
    traceparent: `00-${TRACE}-${spans[1]?.spanId}-01`,
    'x-request-id': 'r-1',
  });
});

test('without a tracer the trace of a client goes on to the server and into the log, and nothing begins one', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const { seen, between } = recordHeaders();
  const gateway = await given({ http: true, warm: true, between, log });
  lines.length = 0;
  await gateway.ask(READ, {}, { headers: { traceparent: TRACEPARENT } });
  await gateway.ask(READ, {}, { headers: { traceparent: 'made up' } });
  await until(() => lines.length === 2);
  expect(lines.map(({ traceId }) => traceId)).toEqual([TRACE, undefined]);
  expect(seen.slice(-2).map(({ traceparent }) => traceparent)).toEqual([TRACEPARENT, undefined]);
  expect(seen.at(-1)?.['x-request-id']).toBe(lines[1]?.requestId);
});

test('a failure shows in the span of the call, and no value of a request in any', async () => {
  const spans = register();
  const gateway = await given({ http: true, warm: true, upstream: { maxRetries: 0 } });
  spans.length = 0;
  gateway.fault({ operationId: 'accounts.list', do: 'reset' });
  await gateway.ask('query($phone: String!) { guest(by: { phone: $phone }) { id } }', { phone: '+79000001042' });
  await until(() => spans[0]?.ended === 1);
  expect(spans[1]).toMatchObject({ status: { code: SpanStatusCode.ERROR }, ended: 1 });
  expect(spans[1]?.attributes['error.type']).toBeDefined();
  const text = JSON.stringify(spans);
  expect(text).not.toContain('9000001042');
  expect(text).not.toContain(String(gateway.sandbox.port));
});

test('a traceparent that is none begins no trace, and a valid one is written as it was read', () => {
  expect(readTraceparent('00-0-0-00', undefined)).toBeNull();
  expect(readTraceparent(`00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, undefined)).toBeNull();
  expect(readTraceparent(`ff-${TRACE}-00f067aa0ba902b7-01`, undefined)).toBeNull();
  const read = readTraceparent(TRACEPARENT, 'congo=t61rcWkgMzE');
  expect(read && traceHeaders(read)).toEqual(['traceparent', TRACEPARENT, 'tracestate', 'congo=t61rcWkgMzE']);
});

import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { SandboxDialect } from '../../src/sandbox/dialect/dialect.ts';
import { codes, examineAt } from '../kit/examine.ts';
import { listen } from '../kit/fake-server.ts';
import { given } from '../kit/given.ts';

/** A server whose document is that of another one, and whose requests may be changed on their way. */
async function liar(said: Partial<SandboxDialect>, real: Partial<SandboxDialect>, change = (url: URL) => url) {
  const { sandbox: document } = await given({ dialect: said });
  const { sandbox } = await given({ dialect: real });
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', sandbox.origin);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const target = url.pathname === '/openapi.json' ? `${document.origin}/openapi.json` : change(url);
    const { authorization, 'content-type': type } = request.headers;
    const answer = await fetch(target, {
      method: request.method ?? 'GET',
      headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}/api/v0`;
}

test('a document of another case than the answers is not believed', async () => {
  const found = await examineAt(await liar({}, { keyCase: 'snake' }));
  expect(found.dialect.keyCase).toBe('snake');
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
});

test('a filter that the document promises and the server ignores is found out', async () => {
  const found = await examineAt(await liar({}, { idsFilter: false, operationIdsFilter: false }));
  expect(found.dialect).toEqual({ idsFilter: false, operationIdsFilter: false });
});

test('a filter by account that does nothing is an error: it would show everybody to everybody', async () => {
  const url = await liar({}, {}, (url) => {
    url.searchParams.delete('accountId');
    return url;
  });
  const found = await examineAt(url);
  expect(found.ok).toBe(false);
  expect(found.findings.find(({ code }) => code === 'FILTER_IGNORED')).toMatchObject({
    severity: 'error',
    operation: 'operations.list',
  });
});

test.each([
  ['refuses more', { maxLimit: 20 }, undefined],
  [
    'silently gives less',
    {},
    (url: URL) => {
      if (Number(url.searchParams.get('limit')) > 15) url.searchParams.set('limit', '15');
      return url;
    },
  ],
] as const)('a server that promises pages of a thousand and %s is measured', async (_name, real, change) => {
  const found = await examineAt(await liar({}, real, change));
  expect(found.dialect).toEqual({ maxLimit: real === undefined || change ? 15 : 20 });
});

test('an operation that the document has and the server has not is missing', async () => {
  const found = await examineAt(await liar({}, { missing: ['tags.list', 'accounts.report'] }));
  expect(found.dialect).toEqual({ missing: ['accounts.report', 'tags.list'] });
  expect(codes(found, 'warning')).toContain('OPERATION_UNCERTAIN');
});

test('identifiers that the document calls texts and the server writes as numbers', async () => {
  expect((await examineAt(await liar({}, { numericIdentifiers: true }))).dialect).toEqual({ numericIdentifiers: true });
});

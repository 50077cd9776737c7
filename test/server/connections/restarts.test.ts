import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { KEY } from '../../kit/server.ts';

/** `npm run long` asks for more. */
const RESTARTS = Number(process.env.RESTARTS ?? 3);
const CLIENTS = 20;

/** Asks on kept connections until nobody listens. Resolves with the answers, and with each request that was cut. */
async function client(url: string, agent: Agent) {
  const outcome = { answers: 0, cut: [] as string[] };
  for (;;) {
    try {
      const { statusCode, body } = await request(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
        body: JSON.stringify({ query: '{ __typename }' }),
        dispatcher: agent,
      });
      await body.json();
      if (statusCode === 200) outcome.answers += 1;
      else outcome.cut.push(`status ${statusCode}`);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') return outcome;
      outcome.cut.push(code);
    }
  }
}

test(`no response is cut by ${RESTARTS} restarts under load`, async () => {
  let answers = 0;
  const cut: string[] = [];
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    const server = await given({ server: {} });
    const agent = new Agent({ connections: CLIENTS });
    const clients = Array.from({ length: CLIENTS }, () => client(server.url, agent));
    for (let probe = 0; probe < 5 + (restart % 20); probe += 1) await server.ask('{ __typename }');
    await server.close();
    for (const outcome of await Promise.all(clients)) {
      answers += outcome.answers;
      cut.push(...outcome.cut);
    }
    await agent.destroy();
  }
  if (process.env.RESTARTS) console.log(`restarts: ${RESTARTS}, ${answers} answers, ${cut.length} cut`);
  expect(cut).toEqual([]);
  expect(answers).toBeGreaterThan(RESTARTS * CLIENTS);
});

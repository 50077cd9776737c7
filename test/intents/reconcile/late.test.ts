import { expect, test } from 'vitest';
import type { CardMove } from '../../../src/intents/move.ts';
import type { Logger } from '../../../src/intents/services.ts';
import { given } from '../../kit/given.ts';

const LATE = 'the outcome of a move is unknown for more than 5 minutes';

test('a move that is unknown for more than 5 minutes is warned of once, whatever process looks it up', async () => {
  const told: string[] = [];
  const tell = (_: object, text: string) => void told.push(text);
  const logger: Logger = { info: tell, warn: tell, error: tell };
  const saturn = await given({ intents: { logger } });
  const card = saturn.sandbox.accounts().find(({ isBlocked }) => !isBlocked)?.id ?? 0;
  const move: CardMove = { kind: 'CARD_DEPOSIT', cardId: card, amount: 1000, reason: 'Доставка' };
  saturn.fault({ operationId: 'operations.deposit', do: 'hang', times: 1 });
  saturn.fault({ operationId: 'operations.list', do: 'status', status: 500 });
  expect((await saturn.book(move)).state).toBe('PENDING');
  const late = () => told.filter((text) => text === LATE).length;
  saturn.clock.advance(4 * 60_000);
  expect(late()).toBe(0);
  for (let minutes = 0; minutes < 8; minutes++) {
    saturn.clock.advance(61_000);
    await expect.poll(() => late() > 0 || minutes < 2).toBe(true);
  }
  await saturn.another({ logger });
  saturn.clock.advance(61_000);
  expect(late()).toBe(1);
});

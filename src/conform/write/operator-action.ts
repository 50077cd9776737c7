import { ROLES } from '../../config/scopes.ts';
import { type ContextOptions, createContextFactory, type GatewayContext } from '../../graph/context.ts';
import { TEST_PRINCIPAL } from '../../intents/marker.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { OperatorAction } from '../../server/http/operator.ts';
import type { Principal } from '../../tenants/principal.ts';
import { createAsker, Refusal } from '../graph-client.ts';
import { conformWrites } from './writes.ts';

export interface ConformActionOptions extends ContextOptions {
  /** Carries out all other requests too. */
  readonly intents: ContextOptions['intents'] & { readonly answerOperator: OperatorAction };
}

/** What `conform --write` asks a running gateway to do. */
export interface ConformRequest {
  readonly action: 'conform';
  readonly tenant: string;
  /** A number or an id of ProBonus. */
  readonly card: string;
}

const CARD = `query ($number: String!) { card(by: { identifier: { value: $number } }) { id upstreamId isBlocked } }`;
const BY_ID = `query ($id: String!) { card(by: { upstreamId: $id }) { id upstreamId isBlocked } }`;

interface Found {
  readonly card: { readonly id: string; readonly upstreamId: string; readonly isBlocked: boolean } | null;
}

/** Writes under the gateway's own log of value moves. Its one line is the features as JSON. */
export function createConformAction(options: ConformActionOptions): OperatorAction {
  const { tenants, intents, clock } = options;
  const createContext = createContextFactory(options);
  return async (body) => {
    if (!isRecord(body) || body.action !== 'conform') return intents.answerOperator(body);
    const { tenant: slug, card: name } = body;
    if (typeof slug !== 'string' || typeof name !== 'string') return { refused: 'conform needs a tenant and a card' };
    const tenant = tenants.get(slug);
    if (!tenant) return { refused: 'the running gateway has no such tenant' };
    const contextOf = (): GatewayContext => createContext({ requestId: 'conform', principal: principalOf(slug) });
    const asker = createAsker(contextOf);
    try {
      const { card } = await findCard(asker.ask, name);
      if (!card) return { refused: 'there is no such card' };
      if (card.isBlocked) return { refused: 'the card is blocked' };
      const writes = { asker, clock, upstream: () => contextOf().upstream, login: tenant.login, card };
      return { lines: [JSON.stringify(await conformWrites(writes))] };
    } catch (error) {
      if (error instanceof Refusal) return { refused: `the card cannot be read: ${error.message}` };
      throw error;
    }
  };
}

async function findCard(ask: ReturnType<typeof createAsker>['ask'], name: string): Promise<Found> {
  const byNumber = await ask<Found>(CARD, { number: name });
  return byNumber.card || !/^[1-9]\d{0,9}$/.test(name) ? byNumber : ask<Found>(BY_ID, { id: name });
}

/** No API key can have this id, so that its keys and markers are its own. */
function principalOf(tenant: string): Principal {
  const [, id = ''] = TEST_PRINCIPAL.split(':');
  return { kind: 'API_KEY', id, tenant, name: 'conform', scopes: new Set([...ROLES.crm, 'user:read']) };
}

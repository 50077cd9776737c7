import { KeyedLock } from '../../lib/concurrency/keyed-lock.ts';
import { addMoney, type Money } from '../../lib/decimal.ts';
import type { Tenant } from '../../tenants/registry.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { getAccount } from '../../upstream/resources/accounts.ts';
import type { Intent } from '../intent.ts';
import { newMarker } from '../marker.ts';
import { isGroupMove, type MoveRequest, signOf } from '../move.ts';
import { ignoreUpstream, newestOfCard, readUntil } from '../read-back/newest-of-card.ts';
import type { Logger, Services } from '../services.ts';
import { stopOf, writeStop } from '../store/units-stop.ts';
import { areMixed, balanceOf, compareUnits, type UnitsComparison } from './units-comparison.ts';

/** Newest rows of a card that are held against its balances. */
const ROWS = 20;
/** Moves after which others wait no longer: a server that charges fees, or shows no balances, never tells. */
const MOST_TRIALS = 20;

/**
 * Holds what a server books against its balances, under each new meaning of its amounts: operations in roubles beside cards in kopecks
 * would be booked a hundredfold. The first move goes alone; the others wait for its comparison.
 */
export interface Units {
  /**
   * Resolves when a move may be sent, with the function to be called with its row, or with null. Rejects with UpstreamError (NOT_SENT)
   * while the tenant is stopped, or where the comparison of another move is not there by the deadline.
   */
  admit(request: MoveRequest, late: () => never): Promise<(row: Intent | null) => Promise<void>>;
}

const ADMITTED = async () => {};

export function createUnits({ store, clock, random, logger }: Services): Units {
  const locks = new KeyedLock(clock);
  /** The meaning that fits, for each tenant. */
  const fitting = new Map<string, string>();
  /** Moves that went alone, for each tenant and meaning. */
  const trials = new Map<string, number>();
  const trialOf = ({ slug, units }: Tenant) => `${slug} ${units}`;

  /** Whether a move need not go alone. Throws while the tenant is stopped, by whichever replica. */
  const isFree = async (tenant: Tenant): Promise<boolean> => {
    const { slug, units: meaning } = tenant;
    if (fitting.get(slug) === meaning) return true;
    const stop = await stopOf(store, slug);
    if (stop?.meaning === meaning) throw unitsMixed();
    if ((trials.get(trialOf(tenant)) ?? 0) >= MOST_TRIALS) return true;
    if ((await store.readMeta(`units ${slug}`)) !== meaning) return false;
    fitting.set(slug, meaning);
    return true;
  };

  const conclude = async ({ slug, units: meaning }: Tenant, comparison: UnitsComparison): Promise<void> => {
    if (comparison === 'FITS') {
      await store.writeMeta(`units ${slug}`, meaning);
      fitting.set(slug, meaning);
    }
    if (comparison !== 'MIXED') return;
    const marker = newMarker(random);
    await writeStop(store, slug, { meaning, marker });
    logger.error(
      { tenant: slug, marker },
      `value moves are stopped: the amounts of operations and the balances of cards differ by a factor of 100. Set dialect.moneyUnit or dialect.money right, or, if it is, run: probonus-gateway intents ack ${marker}`,
    );
  };

  const readBalance = async ({ client }: Tenant, cardId: number, deadline: number): Promise<Money | null> => {
    const account = await getAccount({ client, context: { deadline } }, cardId).catch(ignoreUpstream);
    return account && balanceOf(account);
  };

  /** What the card shows before the move. */
  const readBefore = async (request: MoveRequest) => {
    const { tenant, move } = request;
    if (isGroupMove(move)) return { balance: null, isStopped: false };
    const deadline = readUntil(request, clock);
    const [balance, rows] = await Promise.all([
      readBalance(tenant, move.cardId, deadline),
      newestOfCard(request, { accountId: move.cardId, limit: ROWS }, { deadline }),
    ]);
    const own = (rows ?? []).filter(({ accountId }) => accountId === move.cardId);
    return { balance, isStopped: areMixed(own, balance) };
  };

  /** By the balance of the card after the move; where it cannot be read, the next move is compared. */
  const compare = async ({ tenant, move, deadline }: MoveRequest, before: Money, row: Intent | null): Promise<void> => {
    if (row?.state !== 'SUCCEEDED' || isGroupMove(move)) return;
    const after = await readBalance(tenant, move.cardId, deadline);
    if (after === null) return;
    const moved = signOf(move) === 1 ? move.amount : -move.amount;
    await conclude(tenant, compareUnits(addMoney(after, -before), moved));
  };

  return {
    async admit(request, late) {
      const { tenant, deadline } = request;
      if (await isFree(tenant)) return ADMITTED;
      const release = await locks.acquire(tenant.slug, { deadline }, late);
      try {
        if (await isFree(tenant)) {
          release();
          return ADMITTED;
        }
        trials.set(trialOf(tenant), (trials.get(trialOf(tenant)) ?? 0) + 1);
        const { balance, isStopped } = await readBefore(request);
        if (isStopped) {
          await conclude(tenant, 'MIXED');
          throw unitsMixed();
        }
        if (balance === null) return async () => release();
        return (row) => compare(request, balance, row).catch(logUnless(logger)).finally(release);
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

const logUnless = (logger: Logger) => (error: unknown) =>
  logger.error({ err: error }, 'a booked move could not be held against the balance of its card');

/** The amounts of this server cannot be right. */
function unitsMixed(): UpstreamError {
  return new UpstreamError({ kind: 'MALFORMED', sent: 'NOT_SENT', reason: 'UNITS_MIXED' });
}

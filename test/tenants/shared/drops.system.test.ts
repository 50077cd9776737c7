import { expect, onTestFinished, test } from 'vitest';
import { openLog } from '../../../src/intents/open-log.ts';
import { systemClock as clock } from '../../../src/lib/clock.ts';
import type { Secret } from '../../../src/lib/secret.ts';
import { createReloadableTenants } from '../../../src/tenants/reloadable-tenants.ts';
import { configOf } from '../../kit/config.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';

const postgres = await givenPostgres();

async function givenReplica(url: Secret) {
  const secrets = { keys: [{ kid: 'k', secret: 's'.repeat(32) }] };
  const intents = { store: 'postgres', url: url.reveal() };
  const slugs = ['saturn', 'jupiter'];
  const files = slugs.map((slug) => ({ slug, baseUrl: 'http://127.0.0.1:1/api/v0' }));
  const { config } = configOf(files, { secrets, intents });
  const { store, replicas } = await openLog(config, clock);
  const { tenants } = createReloadableTenants(config, { clock, replicas });
  onTestFinished(async () => {
    await tenants.close();
    await store.close();
  });
  const dictionaries = (slug: string) => {
    const found = tenants.get(slug)?.dictionaries;
    if (!found) throw new Error(`no tenant ${slug}`);
    return found;
  };
  return {
    dictionaries,
    keep: async () => {
      for (const slug of slugs)
        for (const name of ['groups', 'tags'])
          await dictionaries(slug).get(name, async () => ({ value: name, bytes: 1 }));
    },
    kept: () =>
      slugs.flatMap((slug) =>
        ['groups', 'tags'].filter((name) => dictionaries(slug).has(name)).map((name) => `${slug} ${name}`),
      ),
  };
}

test.skipIf(postgres.isMissing)(
  'a dictionary that one replica changes is dropped by the others, and by nobody else',
  async () => {
    const url = await postgres.database();
    const [writer, reader] = [await givenReplica(url), await givenReplica(url)];
    // Until both listen: what they held before is dropped then.
    await expect
      .poll(async () => {
        await reader.keep();
        writer.dictionaries('saturn').drop('groups');
        await new Promise((resolve) => setTimeout(resolve, 100));
        return reader.kept();
      })
      .toEqual(['saturn tags', 'jupiter groups', 'jupiter tags']);
    await writer.keep();
    writer.dictionaries('jupiter').drop('tags');
    await expect.poll(reader.kept).toEqual(['saturn tags', 'jupiter groups']);
    expect(writer.kept()).toEqual(['saturn groups', 'saturn tags', 'jupiter groups']);
  },
);

test.skipIf(postgres.isMissing)(
  'after a lost connection every dictionary is dropped, and further changes are heard',
  async () => {
    const url = await postgres.database();
    const [writer, reader] = [await givenReplica(url), await givenReplica(url)];
    const isHeard = async () => {
      await reader.keep();
      writer.dictionaries('saturn').drop('groups');
      await new Promise((resolve) => setTimeout(resolve, 100));
      return reader.kept().length;
    };
    await expect.poll(isHeard).toBe(3);
    postgres.cutConnections();
    await expect.poll(reader.kept).toEqual([]);
    await expect.poll(isHeard).toBe(3);
  },
);

import type { ObjectRef } from '@pothos/core';
import { plainText } from '../../lib/plain-text.ts';
import type { BuilderTypes } from '../builder.ts';
import type { GatewayContext } from '../context.ts';
import { readText } from '../input/text.ts';
import { fieldFault, type InputNames } from '../mutation/field-fault.ts';
import type { PayloadFields } from '../mutation/mutation.ts';
import { declareUserError, UserFault } from '../mutation/user-error.ts';
import { isRefused, write } from '../mutation/write.ts';
import { DICTIONARY_READ } from './dictionary.ts';

declare module '../mutation/user-error.ts' {
  interface UserErrors {
    NAME_TAKEN: NoFacts;
  }
}

declareUserError('NAME_TAKEN', 'The name is already in use.');

const MAX_NAME = 100;
export const NAME_LIMIT = `1 to ${MAX_NAME} characters`;

/** The name of a row. Throws BAD_USER_INPUT. */
export const readName = (name: string): string => readText(name, 'name', { min: 1, max: MAX_NAME });

interface Named {
  readonly id: number;
  readonly name: string;
}

interface RowChange<R> {
  readonly row: R;
}

/** Payload of a change: the row, as `field`. */
export const rowPayload =
  <R extends object>(field: string, type: ObjectRef<BuilderTypes, R>): PayloadFields<RowChange<R>> =>
  (t) => ({
    [field]: t.field({
      description: 'State after the change; null without the required scope.',
      type,
      nullable: true,
      scopes: DICTIONARY_READ,
      // The builder's types cannot tell an unbound R from a list.
      resolve: ({ row }) => row as never,
    }),
  });

interface Options<R, B> {
  readonly dictionary: { drop(context: GatewayContext): void };
  /** All rows, read now. */
  readonly list: (context: GatewayContext) => Promise<readonly R[]>;
  /** Everything that shares the rows' namespace. @default the rows */
  readonly namesakes?: (context: GatewayContext) => Promise<readonly Named[]>;
  /** Whether a row has all values that were sent. */
  readonly isDone: (row: R, body: B) => boolean;
  readonly missing: () => UserFault;
  readonly names: InputNames;
  /** The error for a rejection that neither a taken name nor a field explains. @default the rejection */
  readonly explain?: (error: unknown, body: B) => unknown;
}

/** Creates and updates rows of a dictionary: one send, a read back after an unknown outcome, and all copies dropped. */
export function rowChanges<R extends Named, B extends { readonly name?: string }>(options: Options<R, B>) {
  const { dictionary, list, namesakes = list, isDone, missing, names, explain = (error) => error } = options;

  async function change(
    context: GatewayContext,
    body: B,
    send: () => Promise<R>,
    readBack: () => Promise<R | null>,
    self?: number,
  ): Promise<RowChange<R>> {
    try {
      return { row: await write(send, readBack) };
    } catch (error) {
      if (isRefused(error, 404)) throw missing();
      if (isRefused(error, 400) || isRefused(error, 409)) {
        // Names are compared; the server's error text is not read.
        const isTaken = (one: Named) => one.id !== self && folded(one.name) === folded(body.name ?? '');
        if (body.name !== undefined && (await namesakes(context)).some(isTaken))
          throw new UserFault('NAME_TAKEN', { path: ['input', 'name'] });
      }
      const fault = fieldFault(error, names);
      throw fault === error ? explain(error, body) : fault;
    } finally {
      dictionary.drop(context);
    }
  }

  return {
    /** Read back, only a row that did not exist before counts as created: a namesake may be why the server rejected it. */
    async create(context: GatewayContext, body: B, insert: () => Promise<R>): Promise<RowChange<R>> {
      const before = new Set((await list(context)).map(({ id }) => id));
      return change(
        context,
        body,
        insert,
        async () => (await list(context)).find((row) => !before.has(row.id) && isDone(row, body)) ?? null,
      );
    },
    /** An empty body is not sent: the row is read instead. */
    async update(
      context: GatewayContext,
      id: number,
      body: B,
      row: { readonly read: () => Promise<R | null>; readonly send: () => Promise<R> },
    ): Promise<RowChange<R>> {
      if (Object.keys(body).length === 0) {
        const stored = await row.read();
        if (!stored) throw missing();
        return { row: stored };
      }
      const readBack = async () => {
        const stored = await row.read();
        return stored && isDone(stored, body) ? stored : null;
      };
      return change(context, body, row.send, readBack, id);
    },
  };
}

const folded = (name: string) => plainText(name).toLowerCase();

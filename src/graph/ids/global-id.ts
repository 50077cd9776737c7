import type { GatewayContext } from '../context.ts';
import { badInput } from '../errors.ts';

/** Types with a global id. Each concept adds its own where it registers it (`declare module`), so that no other name compiles. */
// biome-ignore lint/suspicious/noEmptyInterface: the declarations stand with the types
export interface IdTypes {}
export type IdType = keyof IdTypes;

/** How many numbers an id of a type holds. */
const parts = new Map<string, number>();

/** Makes ids of a type readable: of one upstream number, or of more where upstream finds it through another row. */
export function registerIdType(type: IdType, numbers = 1): void {
  if (parts.has(type)) throw new Error(`the id type ${type} is registered twice`);
  parts.set(type, numbers);
}

const MAX_ID = 4_294_967_295; // the register's account number is an unsigned 32-bit integer (FarCards)
const FORM = /^([a-z0-9-]{1,32}):([A-Za-z]+):([1-9]\d{0,9}(?:\.[1-9]\d{0,9})?)$/;

export interface DecodedId {
  readonly tenant: string;
  readonly type: IdType;
  /** The upstream number; several with dots between them for a type that has more. */
  readonly local: string;
}

/** Global id: base64url of tenant, type and upstream id. Opaque to clients. */
export function encodeId(tenant: string, type: IdType, local: number | string): string {
  return Buffer.from(`${tenant}:${type}:${local}`).toString('base64url');
}

/** Throws BAD_USER_INPUT for a text that this gateway cannot have made. */
export function decodeId(id: string): DecodedId {
  const match = id.length <= 128 ? FORM.exec(Buffer.from(id, 'base64url').toString('latin1')) : null;
  const [, tenant = '', type = '', local = ''] = match ?? [];
  const valid =
    match !== null &&
    local.split('.').length === parts.get(type) &&
    local.split('.').every((part) => Number(part) <= MAX_ID) &&
    encodeId(tenant, type as IdType, local) === id;
  if (!valid) throw badInput('The ID is not valid. Use an ID that this API returned.', { reason: 'INVALID_ID' });
  return { tenant, type: type as IdType, local };
}

/**
 * The upstream number of an id of one of these types; null when the id belongs to another tenant or names another type:
 * then it finds nothing, and its number must never be looked up.
 */
export function readId(context: GatewayContext, id: string, ...types: IdType[]): number | null {
  const decoded = decodeId(id);
  return decoded.tenant === context.tenant.slug && types.includes(decoded.type) ? Number(decoded.local) : null;
}

/** A number as ProBonus shows it. Throws BAD_USER_INPUT unless it is a positive 32-bit integer. */
export function readUpstreamId(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > MAX_ID) {
    throw badInput('upstreamId must be a positive 32-bit integer in decimal digits.', { reason: 'INVALID_ID' });
  }
  return Number(text);
}

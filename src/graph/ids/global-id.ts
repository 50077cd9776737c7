import type { GatewayContext } from '../context.ts';
import { badInput } from '../errors.ts';

/** Types with a global id. The module that registers a type adds it with `declare module`: another name does not compile. */
// biome-ignore lint/suspicious/noEmptyInterface: the declarations stand with the types
export interface IdTypes {}
export type IdType = keyof IdTypes;

/** Type → count of numbers in its ids. */
const parts = new Map<string, number>();

/** Registers a type whose ids hold one upstream id, or several if upstream finds it through another row. */
export function registerIdType(type: IdType, numbers = 1): void {
  if (parts.has(type)) throw new Error(`the id type ${type} is registered twice`);
  parts.set(type, numbers);
}

const MAX_ID = 4_294_967_295; // the register's account number is an unsigned 32-bit integer (FarCards)
const FORM = /^([a-z0-9-]{1,32}):([A-Za-z]+):([1-9]\d{0,9}(?:\.[1-9]\d{0,9})?)$/;

export interface DecodedId {
  readonly tenant: string;
  readonly type: IdType;
  /** The upstream id, or several joined by dots. */
  readonly local: string;
}

/** Global id: base64url of tenant, type and upstream id. Opaque to clients. */
export function encodeId(tenant: string, type: IdType, local: number | string): string {
  return Buffer.from(`${tenant}:${type}:${local}`).toString('base64url');
}

/** Throws BAD_USER_INPUT for an id that this gateway cannot have created. */
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

/** The upstream id in a global id of one of these types. Null for another tenant or type, whose number must never be looked up. */
export function readId(context: GatewayContext, id: string, ...types: IdType[]): number | null {
  const decoded = decodeId(id);
  return decoded.tenant === context.tenant.slug && types.includes(decoded.type) ? Number(decoded.local) : null;
}

/** The upstream id that a client typed. Throws BAD_USER_INPUT unless it is a positive 32-bit integer. */
export function readUpstreamId(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > MAX_ID) {
    throw badInput('upstreamId must be a positive 32-bit integer in decimal digits.', { reason: 'INVALID_ID' });
  }
  return Number(text);
}

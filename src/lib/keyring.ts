import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Secret } from './secret.ts';

/** A text sealed with AES-256-GCM. Without its key it tells nothing but its length. */
export interface SealedText {
  /** Name of the key that opens it. */
  readonly kid: string;
  /** Initialization vector, tag and ciphertext. */
  readonly bytes: Buffer;
}

/** Keys of which the first seals and all open. `owner` is part of what is sealed: a text opens for its own owner alone. */
export interface Keyring {
  /** Throws a RangeError without a key. */
  seal(text: string, owner: string): SealedText;
  /** Null where no key opens it. */
  open(sealed: SealedText, owner: string): string | null;
  /** Whether another key seals now: what this one has sealed should be sealed anew. */
  isOld(kid: string): boolean;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export function createKeyring(keys: readonly { readonly kid: string; readonly secret: Secret }[]): Keyring {
  const byKid = new Map(keys.map(({ kid, secret }) => [kid, keyOf(secret)]));
  const [first] = byKid;
  return {
    seal(text, owner) {
      if (!first) throw new RangeError('no key to seal with');
      const [kid, key] = first;
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return { kid, bytes: Buffer.concat([iv, cipher.getAuthTag(), sealed]) };
    },
    open({ kid, bytes }, owner) {
      const key = byKid.get(kid);
      if (!key || bytes.length < IV_BYTES + TAG_BYTES) return null;
      const cipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const text = cipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
        return Buffer.concat([text, cipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
    isOld: (kid) => first !== undefined && kid !== first[0],
  };
}

/** The secret of the configuration may be of any length; a cipher's key is 32 bytes. */
function keyOf(secret: Secret): Buffer {
  return Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'probonus-gateway sealed texts', 32));
}

/** The keyring that is in force at each use. */
export function currentKeyring(inForce: () => Keyring): Keyring {
  return {
    seal: (text, owner) => inForce().seal(text, owner),
    open: (sealed, owner) => inForce().open(sealed, owner),
    isOld: (kid) => inForce().isOld(kid),
  };
}

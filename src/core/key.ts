import { crc32 } from './crc32.js';

/** Keys: who may write. The text of a key, what is kept of it, and where that is kept. */

/** `operator`: live status and reports. `editor`: facilities and overrides. A key has one role; neither includes the other. */
export const KEY_ROLES = ['operator', 'editor'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** Who holds a key, for whoever writes on its word. */
export interface KeyHolder {
  /** Public part of the key: names it, opens nothing. */
  readonly id: string;
  /** For people: the office or program it was given to. */
  readonly label: string;
  readonly role: KeyRole;
}

/** What is kept of a key. The key itself is not. */
export interface StoredKey extends KeyHolder {
  /** SHA-256 of the key's text, in hexadecimal digits. */
  readonly hash: string;
  /** Instants, ISO 8601 in UTC. */
  readonly created: string;
  /** Coarse: written once an hour at most. */
  readonly lastUsed?: string;
  readonly revoked?: string;
}

/** Where keys are kept. Whole operations; a write is there when the promise resolves. */
export interface KeyStore {
  /** @throws UserError `conflict` where the id is taken */
  add(key: Pick<StoredKey, 'id' | 'label' | 'role' | 'hash' | 'created'>): Promise<void>;
  /** One point look-up: cheap enough for every request that writes. Revoked keys are found as well. */
  find(id: string): Promise<StoredKey | undefined>;
  /** All keys in the order in which they were made. */
  list(): Promise<readonly StoredKey[]>;
  /** Ends a key for good. One that has been revoked keeps its first instant. @returns false where there is no such key */
  revoke(id: string, at: string): Promise<boolean>;
  /** Notes that the key was used; an instant before the one noted is passed over. */
  used(id: string, at: string): Promise<void>;
}

/** What a key's text says before anybody looks it up. `typo`: it has the form of a key, but its checksum is wrong. */
export type KeyText = { readonly id: string; readonly role: KeyRole } | 'malformed' | 'typo';

/** Crockford's base 32: no letter that is read as another. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 8;
const SECRET_LENGTH = 28;
const CHECK_LENGTH = 6;
const PREFIX: Readonly<Record<KeyRole, string>> = { operator: 'yz_op_', editor: 'yz_ed_' };
const FORM = new RegExp(
  `^yz_(op|ed)_([${DIGITS}]{${ID_LENGTH}})([${DIGITS}]{${SECRET_LENGTH}})([${DIGITS}]{${CHECK_LENGTH}})$`,
);

/** Random bytes a key is made of: 5 bits of each are used, 140 of them for the secret. */
export const KEY_BYTES = ID_LENGTH + SECRET_LENGTH;

/**
 * The text of a new key: prefix of the role, id (8 digits), secret (28 digits, 140 bits), checksum (6 digits).
 * @param random `KEY_BYTES` bytes from a generator fit for secrets
 */
export function writeKey(role: KeyRole, random: Uint8Array): string {
  const digits = Array.from(random.subarray(0, KEY_BYTES), (byte) => DIGITS[byte & 31]).join('');
  return `${PREFIX[role]}${digits}${checksum(PREFIX[role] + digits)}`;
}

/** Reads the text of a key. Nothing of it is secret knowledge: that a checksum is right says nothing about the store. */
export function readKey(text: string): KeyText {
  const parts = FORM.exec(text);
  if (!parts) return 'malformed';
  const [, short, id, , check] = parts;
  if (checksum(text.slice(0, -CHECK_LENGTH)) !== check) return 'typo';
  return { id: id!, role: short === 'op' ? 'operator' : 'editor' };
}

/** CRC-32 in six digits: finds any run of wrong bits up to 32, so one wrong digit and two neighbours swapped. */
function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < CHECK_LENGTH; i++) {
    digits = DIGITS[rest & 31]! + digits;
    rest = Math.floor(rest / 32);
  }
  return digits;
}

/** What becomes of a key that somebody sends. Only `known` opens anything. */
export type KeyVerdict =
  | { readonly kind: 'known'; readonly holder: KeyHolder }
  | { readonly kind: 'malformed' | 'typo' | 'unknown' | 'revoked' };

export type CheckKey = (text: string) => Promise<KeyVerdict>;

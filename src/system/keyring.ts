import type { KeyStore } from '../core/key.js';
import { Keyring } from '../keys/keyring.js';

/** Makes and checks keys. @param now milliseconds since 1970 */
export function keyringOn(keys: KeyStore, now: () => number, onError?: (error: unknown) => void): Keyring {
  return new Keyring({ keys, now, ...(onError && { onError }) });
}

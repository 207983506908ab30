import { END, MOST_TOKENS, shareTokens, type SharedTokens } from './tokens.js';
import { TokenTrie } from './token-trie.js';

/** Longer tokens are not made. */
const LONGEST = 64;
/** Two tokens that followed each other so often become one, for each so many bytes of examples. */
const OFTEN = 2;
const MORE_OFTEN = 8_000_000;

/**
 * Learns tokens from examples: reads them one by one with what it knows so far, and two tokens that stand beside each
 * other again and again become one (as in byte pair encoding, but in one pass).
 * @param examples texts as they will be written, in no particular order; END stands between their parts
 */
export function learnTokens(examples: readonly Uint8Array[]): SharedTokens {
  const tokens: Uint8Array[] = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
  const trie = new TokenTrie();
  for (const [number, token] of tokens.entries()) trie.add(token, number);
  const size = examples.reduce((sum, text) => sum + text.length, 0);
  const enough = OFTEN + Math.floor(size / MORE_OFTEN);
  const seen = new Map<number, number>();
  for (const text of examples) {
    let before = END;
    for (let i = 0; i < text.length && tokens.length < MOST_TOKENS;) {
      const number = trie.longest(text, i, text.length);
      i += trie.length;
      const joined = joinedOf(tokens, before, number);
      before = number;
      if (joined === undefined) continue;
      const pair = joined.before * MOST_TOKENS + number;
      const times = (seen.get(pair) ?? 0) + 1;
      if (times < enough) {
        seen.set(pair, times);
        continue;
      }
      seen.delete(pair);
      before = tokens.push(joined.bytes) - 1;
      trie.add(joined.bytes, before);
    }
  }
  return shareTokens(tokens);
}

interface Joined {
  readonly before: number;
  readonly bytes: Uint8Array;
}

/** Two tokens as one; nothing where they are of different parts, or too long together. */
function joinedOf(tokens: readonly Uint8Array[], before: number, number: number): Joined | undefined {
  if (before === END || number === END) return undefined;
  const [first, second] = [tokens[before]!, tokens[number]!];
  if (first.length + second.length > LONGEST) return undefined;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return { before, bytes };
}

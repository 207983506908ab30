import type { Card } from '../../core/store.js';
import { CardStack, writeNumber, type SharedStack } from './card-stack.js';
import { areHeld, putPosition } from './degrees.js';
import { END, type Tokens, type SharedTokens } from './tokens.js';
import { TokenTrie } from './token-trie.js';

/** A card with longer texts, in bytes, is not held in memory: it is read from the store. */
const LONGEST = 16_384;
/** Parts whose numbers are remembered: some 500 bytes each. */
const MOST_PARTS = 50_000;
/** Units the first segment begins with. */
const FIRST_ROOM = 4096;
/** A segment has 2 ** 22 units: 8 MiB. */
const SEGMENT_BITS = 22;
/** An address has so many bits. */
const ADDRESS_BITS = 32;

/** Puts cards on a stack. */
export class CardWriter {
  readonly stack: CardStack;
  /** Units a segment has at most, and how many segments there can be. */
  readonly #segment: number;
  readonly #most: number;
  readonly #trie: TokenTrie;
  /** Numbers of parts, by their texts. */
  readonly #parts = new Map<string, number>();
  readonly #text = Buffer.allocUnsafe(2 * LONGEST);
  /** Where the next card goes, in the last segment. */
  #end: number;

  /** @param stack what is there already, which is not changed: as its last segment grows, it is copied */
  constructor(stack: SharedStack) {
    this.stack = new CardStack(stack);
    this.#segment = 2 ** stack.bits;
    this.#most = 2 ** (ADDRESS_BITS - stack.bits);
    this.#end = this.stack.segments.at(-1)?.length ?? this.#segment;
    this.#trie = trieOf(this.stack.tokens);
    for (const number of stack.parts.keys()) this.#parts.set(this.stack.part(number), number);
  }

  /** An empty stack. @param bits a segment has 2 ** `bits` units */
  static with(tokens: SharedTokens, bits = SEGMENT_BITS): CardWriter {
    return new CardWriter({ tokens, segments: [], bits, parts: [] });
  }

  /** Adds a card. @returns its address; 0 where it cannot be held, being too long or without a position, or there is no room */
  add(card: Card): number {
    const { size, ends } = writeTexts(card, this.#text);
    if (size === 0 || !this.#takes(Math.max(size, card.head.bytes.length, card.services.bytes.length)))
      return 0;
    const head = this.#partOf(card.head.bytes.subarray(1)); // the comma before it is not part of it
    const services = this.#partOf(card.services.bytes);
    const { units, base } = this.#room(size + NUMBERS);
    const address = base + this.#end;
    let end = writeNumber(head, units, this.#end);
    end = writeNumber(services, units, end);
    end = writeNumber(card.seq, units, end);
    end = writeNumber(size, units, end);
    end = putPosition({ lon: card.lon!, lat: card.lat! }, units, end);
    for (let i = 0; i < card.id.length; i++) units[end++] = card.id.charCodeAt(i);
    units[end++] = END;
    let from = 0;
    for (const to of ends) {
      end = this.#trie.encode(this.#text, { from, to }, units, end);
      from = to;
    }
    this.#end = end;
    return address;
  }

  /** The stack as it is now, to be handed over; nothing may be added afterwards. */
  finish(): SharedStack {
    const { tokens, segments, bits, parts } = this.stack;
    const last = segments.length - 1;
    if (last >= 0 && this.#end < segments[last]!.length)
      segments[last] = withRoom(segments[last]!.subarray(0, this.#end), this.#end);
    const shared = segments.map(({ buffer }) => buffer as SharedArrayBuffer);
    return { tokens: tokens.shared, segments: shared, bits, parts };
  }

  /** Whether a text of so many bytes fits into a segment, and a card's three into what addresses there are. */
  #takes(bytes: number): boolean {
    const { length } = this.stack.segments;
    return bytes + NUMBERS <= this.#segment && length + 3 <= this.#most;
  }

  #partOf(bytes: Buffer): number {
    const text = bytes.toString('latin1');
    const known = this.#parts.get(text);
    if (known !== undefined) return known;
    const number = this.stack.parts.length;
    const { units, base } = this.#room(bytes.length + NUMBERS);
    this.stack.parts.push(base + this.#end);
    const start = writeNumber(bytes.length, units, this.#end);
    this.#end = this.#trie.encode(bytes, { from: 0, to: bytes.length }, units, start);
    if (this.#parts.size >= MOST_PARTS) this.#parts.clear(); // those that come again are written again
    this.#parts.set(text, number);
    return number;
  }

  /** Makes room for so many units, at `#end` of the last segment. */
  #room(units: number): { readonly units: Uint16Array; readonly base: number } {
    const { segments } = this.stack;
    if (this.#end + units > this.#segment) {
      // The first grows with what there is; where there are more, they are whole from the start.
      const length = segments.length === 0 ? Math.min(FIRST_ROOM, this.#segment) : this.#segment;
      segments.push(withRoom([], length));
      this.#end = segments.length === 1 ? 1 : 0; // 0 is no address
    }
    const last = segments.length - 1;
    const segment = segments[last]!;
    if (this.#end + units > segment.length) {
      const length = Math.min(this.#segment, Math.max(2 * segment.length, this.#end + units));
      segments[last] = withRoom(segment, length);
    }
    return { units: segments[last]!, base: last * this.#segment };
  }
}

/** A copy of units, with room for so many; other threads can be given it. */
function withRoom(units: ArrayLike<number>, length: number): Uint16Array {
  const copy = new Uint16Array(new SharedArrayBuffer(2 * length));
  copy.set(units);
  return copy;
}

/** Units for numbers and ends, at most, and for the address that is none. */
const NUMBERS = 40;

/** Texts of a card, one after the other, and where each ends. */
interface Texts {
  /** Bytes of all and of the public id; 0 where the card cannot be held. */
  readonly size: number;
  readonly ends: readonly number[];
}
const NONE: Texts = { size: 0, ends: [] };
/** What public ids are made of. */
const PLAIN = /^[\w-]{1,64}$/;

/** A card's texts in tokens as bytes, see `CardStack`. */
function writeTexts({ id, lon, lat, nameZh, nameEn, rest }: Card, into: Buffer): Texts {
  if (lon === null || lat === null || !PLAIN.test(id)) return NONE;
  const names = [nameZh, nameEn].map((name) => (name === null ? '' : JSON.stringify(name)));
  const place = areHeld(lon, lat) ? '' : `${lon},${lat}`;
  const most = [id, place, ...names].reduce((sum, text) => sum + 3 * text.length, rest.length);
  if (most > LONGEST) return NONE;
  let end = 0;
  const ends = names.map((name) => (end += into.write(name, end, 'utf8')));
  into.set(rest, end);
  ends.push((end += rest.length));
  if (place !== '') ends.push((end += into.write(place, end, 'utf8')));
  return { size: end + id.length, ends };
}

/** The same as an example for `learnTokens`; nothing where it is not held. */
export function exampleOf(card: Card): Buffer | undefined {
  const { size, ends } = writeTexts(card, scratch);
  if (size === 0) return undefined;
  let from = 0;
  const pieces = ends.flatMap((to) => {
    const piece = scratch.subarray(from, to);
    from = to;
    return [piece, Buffer.of(END)];
  });
  return Buffer.concat([...pieces, card.head.bytes, Buffer.of(END), card.services.bytes, Buffer.of(END)]);
}

/** For one example after the other: new memory for each would be a lot. */
const scratch = Buffer.allocUnsafe(2 * LONGEST);

function trieOf(tokens: Tokens): TokenTrie {
  const trie = new TokenTrie();
  for (let number = 0; number < tokens.size; number++) trie.add(tokens.token(number), number);
  return trie;
}

import type { CardHead } from '../../core/card-head.js';
import type { CardServices } from '../../core/card-services.js';
import type { Card, ReadyFeature } from '../../core/store.js';
import type { Language } from '../../core/vocabulary.js';
import { afterNumber, readNumber, type CardStack } from './card-stack.js';
import { degreesOf, hasMorePlaces, writeDegrees } from './degrees.js';
import { END } from './tokens.js';

/** A card as it lies in a stack: what is asked for is read from there, and its feature is copied without being read. */
export class PackedCard implements Card, ReadyFeature {
  readonly key: number;
  readonly head: CardHead;
  readonly #stack: CardStack;
  readonly #units: Uint16Array;
  /** Where it begins: with the number of its head. */
  readonly #at: number;
  /** Where the number of its services stands. */
  readonly #servicesAt: number;
  /** Where its position stands, and after it everything else. */
  readonly #place: number;
  /** Bytes of all its texts. */
  readonly #size: number;
  #services: CardServices | undefined;
  #id: string | undefined;

  constructor(key: number, stack: CardStack, address: number) {
    const units = stack.unitsOf(address);
    const at = stack.placeOf(address);
    this.key = key;
    this.head = stack.head(readNumber(units, at));
    this.#stack = stack;
    this.#units = units;
    this.#at = at;
    this.#servicesAt = afterNumber(units, at);
    const sizeAt = afterNumber(units, afterNumber(units, this.#servicesAt));
    this.#size = readNumber(units, sizeAt);
    this.#place = afterNumber(units, sizeAt);
  }

  get services(): CardServices {
    return (this.#services ??= this.#stack.services(readNumber(this.#units, this.#servicesAt)));
  }

  get seq(): number {
    return readNumber(this.#units, afterNumber(this.#units, this.#servicesAt));
  }

  get id(): string {
    return (this.#id ??= scratch.toString('latin1', 0, this.#copyId(scratch, 0)));
  }

  get lon(): number {
    return hasMorePlaces(this.#units, this.#place)
      ? this.#position()[0]!
      : degreesOf(this.#units, this.#place);
  }

  get lat(): number {
    const at = this.#place;
    return hasMorePlaces(this.#units, at) ? this.#position()[1]! : degreesOf(this.#units, at + 2);
  }

  get nameZh(): string | null {
    return nameOf(this.#text(NAME_ZH));
  }

  get nameEn(): string | null {
    return nameOf(this.#text(NAME_EN));
  }

  get rest(): Buffer {
    return Buffer.from(this.#passing(REST));
  }

  get ready(): ReadyFeature {
    return this;
  }

  get size(): number {
    const units = this.#units;
    const head = this.#stack.sizeOf(readNumber(units, this.#at));
    return this.#size + head + this.#stack.sizeOf(readNumber(units, this.#servicesAt)) + FRAME;
  }

  copyFeature(lang: Language, into: Uint8Array, at: number): number {
    const { tokens } = this.#stack;
    const units = this.#units;
    let end = this.#copyId(into, put(BEFORE_ID, into, at));
    end = this.#copyPosition(into, put(BEFORE_LON, into, end));
    end = put(BEFORE_NAME, into, end);
    const unnamed = end;
    const zh = this.#find(NAME_ZH);
    const en = afterText(units, zh);
    end = tokens.copy(units, lang === 'zh' ? zh : en, into, end);
    if (end === unnamed) end = tokens.copy(units, lang === 'zh' ? en : zh, into, end);
    if (end === unnamed) end = put(NO_NAME, into, end);
    into[end++] = COMMA;
    end = this.#stack.copyPart(readNumber(units, this.#at), into, end);
    end = this.#stack.copyPart(readNumber(units, this.#servicesAt), into, end);
    return tokens.copy(units, afterText(units, en), into, end);
  }

  /** The public id stands as it is, a byte in each unit: nothing of it recurs. */
  #copyId(into: Uint8Array, at: number): number {
    const units = this.#units;
    let end = at;
    for (let i = this.#place + 4, unit = units[i]!; unit !== END; unit = units[++i]!) into[end++] = unit;
    return end;
  }

  #copyPosition(into: Uint8Array, at: number): number {
    const units = this.#units;
    if (hasMorePlaces(units, this.#place))
      return this.#stack.tokens.copy(units, this.#find(POSITION), into, at);
    const end = writeDegrees(units, this.#place, into, at);
    into[end] = COMMA;
    return writeDegrees(units, this.#place + 2, into, end + 1);
  }

  #position(): number[] {
    return this.#text(POSITION).split(',').map(Number);
  }

  /** Where a text begins. */
  #find(text: number): number {
    let at = this.#place + 4;
    for (let before = text; before > 0; before--) at = afterText(this.#units, at);
    return at;
  }

  /** A text in tokens. Only until the next one is read. */
  #passing(text: number): Buffer {
    if (scratch.length < this.#size) scratch = Buffer.allocUnsafe(2 * this.#size);
    return scratch.subarray(0, this.#stack.tokens.copy(this.#units, this.#find(text), scratch, 0));
  }

  #text(text: number): string {
    return this.#passing(text).toString();
  }
}

/** The texts of a card in tokens; its public id comes before them. */
const NAME_ZH = 1;
const NAME_EN = 2;
const REST = 3;
/** Where it has more places than are held as numbers. */
const POSITION = 4;

const BEFORE_ID = Buffer.from('{"type":"Feature","id":"');
const BEFORE_LON = Buffer.from('","geometry":{"type":"Point","coordinates":[');
const COMMA = ','.charCodeAt(0);
const BEFORE_NAME = Buffer.from(']},"properties":{"name":');
const NO_NAME = Buffer.from('""');
/** Bytes of a feature beside texts, at most: the above and two numbers. */
const FRAME = 160;

function nameOf(json: string): string | null {
  return json === '' ? null : (JSON.parse(json) as string);
}

let scratch = Buffer.allocUnsafe(4096);

/** Where the next text begins. */
function afterText(units: Uint16Array, text: number): number {
  let at = text;
  while (units[at] !== END) at++;
  return at + 1;
}

function put(bytes: Uint8Array, into: Uint8Array, at: number): number {
  into.set(bytes, at);
  return at + bytes.length;
}

import type { CardHead } from '../../core/card-head.js';
import type { CardServices } from '../../core/card-services.js';
import type { Card, ReadyFeature } from '../../core/store.js';
import type { Language } from '../../core/vocabulary.js';
import { afterNumber, readNumber, type CardStack } from './card-stack.js';
import { END } from './tokens.js';

/** A card as it lies in a stack: what is asked for is read from there, and its feature is copied without being read. */
export class PackedCard implements Card, ReadyFeature {
  readonly key: number;
  readonly head: CardHead;
  readonly services: CardServices;
  readonly #stack: CardStack;
  readonly #units: Uint16Array;
  readonly #seqAt: number;
  /** Where its texts begin. */
  readonly #texts: number;
  /** Bytes of all its texts. */
  readonly #size: number;
  #id: string | undefined;

  constructor(key: number, stack: CardStack, address: number) {
    const units = stack.unitsOf(address);
    const at = stack.placeOf(address);
    this.key = key;
    this.head = stack.head(readNumber(units, at));
    this.#stack = stack;
    this.#units = units;
    const servicesAt = afterNumber(units, at);
    this.services = stack.services(readNumber(units, servicesAt));
    this.#seqAt = afterNumber(units, servicesAt);
    const sizeAt = afterNumber(units, this.#seqAt);
    this.#size = readNumber(units, sizeAt);
    this.#texts = afterNumber(units, sizeAt);
  }

  get seq(): number {
    return readNumber(this.#units, this.#seqAt);
  }

  get id(): string {
    return (this.#id ??= this.#passing(ID).toString('latin1'));
  }

  get lon(): number {
    return this.#position()[0];
  }

  get lat(): number {
    return this.#position()[1];
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
    const { head, services } = this;
    return this.#size + head.bytes.length + services.bytes.length + BEFORE_ID.length + NO_NAME.length;
  }

  copyFeature(lang: Language, into: Uint8Array, at: number): number {
    const { tokens } = this.#stack;
    const units = this.#units;
    let end = put(BEFORE_ID, into, at);
    end = tokens.copy(units, this.#texts, into, end);
    const place = afterText(units, this.#texts);
    end = tokens.copy(units, place, into, end);
    const zh = afterText(units, place);
    const en = afterText(units, zh);
    const unnamed = end;
    end = tokens.copy(units, lang === 'zh' ? zh : en, into, end);
    if (end === unnamed) end = tokens.copy(units, lang === 'zh' ? en : zh, into, end);
    if (end === unnamed) end = put(NO_NAME, into, end);
    end = put(this.head.bytes, into, end);
    end = put(this.services.bytes, into, end);
    return tokens.copy(units, afterText(units, en), into, end);
  }

  /** Where a text begins. */
  #find(text: number): number {
    let at = this.#texts;
    for (let before = text; before > 0; before--) at = afterText(this.#units, at);
    return at;
  }

  /** Only until the next one is read. */
  #passing(text: number): Buffer {
    if (scratch.length < this.#size) scratch = Buffer.allocUnsafe(2 * this.#size);
    return scratch.subarray(0, this.#stack.tokens.copy(this.#units, this.#find(text), scratch, 0));
  }

  #text(text: number): string {
    return this.#passing(text).toString();
  }

  #position(): readonly [number, number] {
    const [, lon, lat] = /"coordinates":\[([^,]*),([^\]]*)\]/.exec(this.#text(PLACE))!;
    return [Number(lon), Number(lat)];
  }
}

/** The texts of a card, in their order: its public id, its position up to where the name follows, … */
const ID = 0;
const PLACE = 1;
const NAME_ZH = 2;
const NAME_EN = 3;
const REST = 4;

const BEFORE_ID = Buffer.from('{"type":"Feature","id":"');
const NO_NAME = Buffer.from('""');

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

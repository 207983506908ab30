import type { ReadyFeature } from '../../core/store.js';
import type { Language } from '../../core/vocabulary.js';

/** Puts an answer together as the bytes that are sent. */
export class ByteWriter {
  #room: Buffer;
  #end = 0;

  /** @param size bytes it will be, about */
  constructor(size: number) {
    this.#room = Buffer.allocUnsafe(size);
  }

  /** Adds text, in UTF-8. */
  text(text: string): void {
    this.#makeRoom(3 * text.length); // a UTF-16 unit is three bytes at most
    this.#end += this.#room.write(text, this.#end, 'utf8');
  }

  /** Adds bytes as they are. */
  copy(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#room.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Lets a feature write itself. */
  feature(ready: ReadyFeature, lang: Language): void {
    this.#makeRoom(ready.size);
    this.#end = ready.copyFeature(lang, this.#room, this.#end);
  }

  /** All that was added. Nothing may be added afterwards. */
  bytes(): Buffer {
    return this.#room.subarray(0, this.#end);
  }

  #makeRoom(more: number): void {
    const needed = this.#end + more;
    if (needed <= this.#room.length) return;
    const room = Buffer.allocUnsafe(Math.max(needed, 2 * this.#room.length));
    room.set(this.#room.subarray(0, this.#end));
    this.#room = room;
  }
}

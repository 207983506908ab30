import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { UserError } from '../../core/errors.js';
import { systemFault } from '../../core/system-fault.js';

/**
 * Bytes that are written one behind the other and read anywhere: in a file that nobody else reads, or in memory. It needs no
 * safety: what is in it is worth nothing once its writer has died.
 */
export class ByteFile {
  readonly #path: string | undefined;
  readonly #descriptor: number | undefined;
  #memory = Buffer.alloc(0);
  #length = 0;

  /** @param path absent: in memory */
  constructor(path: string | undefined) {
    this.#path = path;
    this.#descriptor = path === undefined ? undefined : this.#attempt(() => openSync(path, 'w+', 0o600));
  }

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    if (this.#descriptor === undefined) this.#remember(bytes);
    else this.#writeAll(this.#descriptor, bytes);
    this.#length += bytes.length;
  }

  /** Fills `into` with what stands from there on. */
  read(into: Uint8Array, at: number): void {
    if (this.#descriptor === undefined) into.set(this.#memory.subarray(at, at + into.length));
    else this.#readAll(this.#descriptor, into, at);
  }

  /** The bytes are gone with it. */
  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    rmSync(this.#path!, { force: true });
  }

  #writeAll(descriptor: number, bytes: Uint8Array): void {
    // A disk that is nearly full takes a part of it first.
    for (let done = 0; done < bytes.length;)
      done += this.#attempt(() =>
        writeSync(descriptor, bytes, done, bytes.length - done, this.#length + done),
      );
  }

  #readAll(descriptor: number, into: Uint8Array, at: number): void {
    for (let done = 0; done < into.length;) {
      const read = readSync(descriptor, into, done, into.length - done, at + done);
      if (read === 0) throw new Error(`${this.#path} was cut short by somebody else`);
      done += read;
    }
  }

  #remember(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#memory.length) {
      const longer = Buffer.allocUnsafe(Math.max(needed, this.#memory.length * 2));
      this.#memory.copy(longer, 0, 0, this.#length);
      this.#memory = longer;
    }
    this.#memory.set(bytes, this.#length);
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const words = `the store cannot be written: ${this.#path}: ${systemFault(error).en}. Nothing was changed`;
      throw Object.assign(new UserError('unavailable', words), { cause: error });
    }
  }
}

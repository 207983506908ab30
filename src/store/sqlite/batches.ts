/** Things in a row, which come when they come. */
export type Batches<T> = AsyncIterable<readonly T[]>;

/**
 * Takes batches until they hold more than `most`, and hands all of them on, those that were taken for looking first.
 */
export async function firstOf<T>(
  items: Batches<T>,
  most: number,
): Promise<{ readonly whole: boolean; readonly all: Batches<T> }> {
  const iterator = items[Symbol.asyncIterator]();
  const first: (readonly T[])[] = [];
  let whole = false;
  for (let count = 0; count <= most && !whole;) {
    const next = await iterator.next();
    if (next.done) whole = true;
    else count += first[first.push(next.value) - 1]!.length;
  }
  async function* all(): AsyncGenerator<readonly T[]> {
    try {
      for (const batch of first.splice(0)) yield batch;
      if (whole) return;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.(undefined);
    }
  }
  return { whole, all: all() };
}

/** The same things, each made into another as its batch comes. */
export async function* mapped<T, U>(batches: Batches<T>, made: (one: T) => U): AsyncGenerator<U[]> {
  for await (const batch of batches) yield batch.map(made);
}

/**
 * All items in batches of so many. A generator that waits is waited for; one that is not taken to its end is told so.
 */
export async function* inBatches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  const full = () => {
    const done = batch;
    batch = [];
    return done;
  };
  if (Symbol.iterator in items) {
    for (const item of items) {
      if (batch.push(item) >= size) yield full();
    }
  } else {
    for await (const item of items) if (batch.push(item) >= size) yield full();
  }
  if (batch.length > 0) yield batch;
}

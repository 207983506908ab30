/**
 * Looks whether there are more than `most`, and hands all of them on, those that were taken for looking first.
 */
export async function firstOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  most: number,
): Promise<{ readonly whole: boolean; readonly all: AsyncIterable<T> }> {
  const iterator = Symbol.iterator in items ? items[Symbol.iterator]() : items[Symbol.asyncIterator]();
  const first: T[] = [];
  let whole = false;
  while (first.length <= most && !whole) {
    const next = await iterator.next();
    if (next.done) whole = true;
    else first.push(next.value);
  }
  async function* all(): AsyncGenerator<T> {
    try {
      for (const one of first.splice(0)) yield one;
      if (whole) return;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { whole, all: all() };
}

/**
 * The changes in batches. A generator that waits is waited for; one
 * that is not taken to its end is told so.
 */
export async function* inBatches<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: () => number,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  const full = () => {
    const done = batch;
    batch = [];
    return done;
  };
  if (Symbol.iterator in items) {
    for (const item of items) {
      if (batch.push(item) >= size()) yield full();
    }
  } else {
    for await (const item of items) if (batch.push(item) >= size()) yield full();
  }
  if (batch.length > 0) yield batch;
}

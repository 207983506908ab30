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

/**
 * The word among `known` that was meant: the only one of whose parts what is written is one (`at` of `openAt`), or else
 * the one that differs least; none where every word differs much.
 */
export function closest(written: string, known: Iterable<string>): string | undefined {
  if (written.length > 40) return undefined;
  const words = [...known];
  const whole = words.filter((word) => partsOf(word).includes(written.toLowerCase()));
  if (whole.length === 1) return whole[0];
  let best: { word: string; edits: number } | undefined;
  for (const word of words) {
    const edits = distance(written.toLowerCase(), word.toLowerCase());
    if (best === undefined || edits < best.edits) best = { word, edits };
  }
  return best && best.edits <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined;
}

/** The words a name is put together from: `openAt` of `open` and `at`, `phone_charging` of `phone` and `charging`. */
function partsOf(name: string): string[] {
  return name
    .replaceAll(/[A-Z]/g, ' $&')
    .toLowerCase()
    .split(/[\s_-]+/);
}

/** Levenshtein's distance: how many letters to put in, take out or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

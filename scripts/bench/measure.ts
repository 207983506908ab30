import { cpus, loadavg, totalmem } from 'node:os';

/** Middle value; of an even number of values the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value below which a share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** Microseconds an item, the median of some rounds over all items; two rounds go before to warm up. */
export function perItem<T>(items: readonly T[], rounds: number, work: (item: T) => unknown): number {
  const times: number[] = [];
  let sink = 0;
  for (let round = -2; round < rounds; round++) {
    const start = performance.now();
    for (const item of items) if (work(item) !== undefined) sink++;
    if (round >= 0) times.push(((performance.now() - start) * 1000) / items.length);
  }
  if (sink < 0) throw new Error('results are consumed');
  return median(times);
}

/** What the figures are measured on, when, and how busy it is just then with anything else (load of the last minute). */
export function machine(): string {
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const day = new Date().toISOString().slice(0, 10);
  const load = loadavg()[0]!.toFixed(1);
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${gib} GiB, Node ${process.version}, ${day}, load ${load} before`;
}

/** A table in Markdown, its first row the headings. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head!), line(head!.map((_, i) => (i === 0 ? '---' : '---:'))), ...body.map(line)].join('\n');
}

/** Three significant figures, or a dash for what was not measured. */
export function figure(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 3 });
}

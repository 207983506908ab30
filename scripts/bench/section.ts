/** One part of the page: what is measured together, and can be measured again alone. */
export interface Section {
  /** What `--only` calls it. */
  readonly id: string;
  readonly heading: string;
  /** Measures; resolves to Markdown without a heading. Figures that something is asked of are told by `asked`. */
  measure(run: Run): Promise<string>;
}

export interface Run {
  /** How many facilities the nation has. */
  readonly size: number;
  /** No nation larger than this is asked, also where growth is measured. */
  readonly most: number;
  /** How many rows the file of the section about imports has. */
  readonly rows: number;
  /** An empty folder, removed after the section. */
  readonly folder: string;
}

/** A figure with what is asked of it: a line of a list, from which the page's table of all such figures is made. */
export function asked(what: string, measured: string, wanted: string): string {
  return `- ${what}: **${measured}**, asked ${wanted}`;
}

const ASKED = /^- (.+): \*\*(.+)\*\*, asked (.+)$/gm;

/** The table of everything that is asked, of the lines that `asked` made. */
export function askedRows(text: string): string[][] {
  return [...text.matchAll(ASKED)].map(([, what, measured, wanted]) => [`${what}: ${wanted}`, measured!]);
}

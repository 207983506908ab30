/** Thrown inside the parser only: what is wrong, and where. */
export class Unreadable extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** A text and a place in it. */
export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Takes what the pattern (sticky) matches here, or nothing. */
  take(pattern: RegExp): string | undefined {
    return this.match(pattern)?.[0];
  }

  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found ?? undefined;
  }

  looksAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  skipBlanks(): void {
    this.take(/\s*/y);
  }

  fail(message: string, at = this.at): never {
    const rest = this.text.slice(at, at + 20);
    throw new Unreadable(rest === '' ? `${message}, at the end` : `${message}, at "${rest}"`, at);
  }
}

/** A line as a terminal may show it: what a file holds neither ends the line, nor moves the cursor, nor turns the text round. */
export function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

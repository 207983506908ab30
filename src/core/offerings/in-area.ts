/**
 * Whether something is for one of some areas: it names one of them, or none at all and so is for everywhere. Names are
 * equal when they are the same letters, blanks aside.
 */
export function isForArea(
  area: readonly string[] | undefined,
  asked: readonly string[] | undefined,
): boolean {
  if (asked === undefined || area === undefined) return true;
  const wanted = new Set(asked.map(plain));
  return area.some((name) => wanted.has(plain(name)));
}

function plain(name: string): string {
  return name.normalize('NFKC').replaceAll(/\s+/g, '').toLowerCase();
}

const MOST_CHARACTERS = 200;

/** What an error says, for a sentence of ours; it may quote the whole file, so it is cut. */
export function reasonOf(error: unknown): string {
  const said =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return said.length > MOST_CHARACTERS ? `${said.slice(0, MOST_CHARACTERS)}…` : said;
}

/** The system's code of an error (`ENOENT`), or what it says where it has none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error
    ? String(error.code)
    : reasonOf(error);
}

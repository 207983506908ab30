import { invalidParameter } from '../../core/errors.js';
import type { Claim } from '../../core/facility.js';

/**
 * Text search over names, aliases and addresses. Chinese is written without blanks, and the commonest words have two
 * characters (爱心), so a run of CJK characters is cut into overlapping pairs and, last, its final character; other
 * letters and digits make words. So any part of a Chinese name is found, and the beginning of any other word.
 */
const CJK = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`;
const RUNS = new RegExp(String.raw`[${CJK}]+|[[\p{L}\p{N}\p{M}]--[${CJK}]]+`, 'gv');
const IS_CJK = new RegExp(`^[${CJK}]`, 'u');
/** Stands between two texts, so that no phrase reaches from one into the next. */
const BREAK = ' · ';
const MOST_TOKENS = 200;

/** One word of a question: these tokens, one after the other; `open`: the last one may go on. */
export interface Phrase {
  readonly tokens: readonly string[];
  readonly open: boolean;
}

/** What is searched of a place, cut into tokens with one blank between two. */
export function searchWords({ name, aliases, address }: Claim): string {
  const texts = [name.zh, name.en, ...(aliases ?? []), address?.text?.zh, address?.text?.en];
  const own = texts.filter((text) => text !== undefined).map(tokensOfText);
  const area = [address?.province, address?.city, address?.district, address?.subdistrict];
  return [...own, ...area.filter((text) => text !== undefined).map(tokensOfArea)].join(BREAK);
}

/** Letters of ASCII and ideographs only, as nearly all names are written: they have one form, and are cut here. */
const PLAIN = /^[ -~\u4e00-\u9fff]*$/;

function tokensOfText(text: string): string {
  return PLAIN.test(text) ? plainTokens(text) : runs(text).map(tokenText).join(' ');
}

/** What `tokenText` makes of the runs of a plain text. */
function plainTokens(text: string): string {
  const lower = text.toLowerCase();
  let tokens = '';
  for (let at = 0; at < lower.length;) {
    const from = at;
    const code = lower.charCodeAt(at);
    if (code > 0x7e) {
      for (; lower.charCodeAt(at + 1) > 0x7e; at++) tokens += ` ${lower[at]}${lower[at + 1]}`;
      tokens += ` ${lower[at++]}`;
    } else if (isWordLetter(code)) {
      while (isWordLetter(lower.charCodeAt(at))) at++;
      tokens += ` ${lower.slice(from, at)}`;
    } else at++;
  }
  return tokens.slice(1);
}

/** Of ASCII, in lower case. */
function isWordLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

/** Cities and districts come again and again: those that were cut are remembered, so many at most. */
const areas = new Map<string, string>();
const MOST_AREAS = 5000;

function tokensOfArea(area: string): string {
  const known = areas.get(area);
  if (known !== undefined) return known;
  const tokens = tokensOfText(area);
  if (areas.size === MOST_AREAS) areas.clear();
  areas.set(area, tokens);
  return tokens;
}

/**
 * The phrases that must all stand in a text for the question to hold; none for blanks only. A word without a letter
 * or digit is a phrase without tokens, which stands nowhere.
 * @throws UserError `invalid-parameter` for more words than any name has
 */
export function questionPhrases(question: string): Phrase[] {
  const phrases = question.split(/\s+/u).filter(Boolean).map(phraseOf);
  const tokens = phrases.reduce((sum, { tokens: some }) => sum + some.length, 0);
  if (tokens > MOST_TOKENS || phrases.length > MOST_TOKENS) {
    const value = `${question.slice(0, 40)}…`;
    throw invalidParameter({
      parameter: 'q',
      value,
      detail: 'is too long',
      allowed: `up to ${MOST_TOKENS} characters`,
    });
  }
  return phrases;
}

/** The phrases as an expression of FTS5. Tokens hold letters and digits only: nothing in them is an operator. */
export function matchExpression(phrases: readonly Phrase[]): string {
  return phrases.map(({ tokens, open }) => `"${tokens.join(' ')}"${open ? '*' : ''}`).join(' AND ');
}

function phraseOf(word: string): Phrase {
  const parts = runs(word);
  const last = parts.at(-1);
  if (last === undefined) return { tokens: [], open: false };
  const tokens = parts.flatMap(tokensOf);
  const pairs = IS_CJK.test(last) && Array.from(last).length > 1;
  // The final character of a run that goes on in the text is not a token of its own.
  return pairs ? { tokens: tokens.slice(0, -1), open: false } : { tokens, open: true };
}

function runs(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(RUNS) ?? [];
}

function tokensOf(run: string): string[] {
  return tokenText(run).split(' ');
}

/** The tokens of one run, a blank between two. */
function tokenText(run: string): string {
  if (!IS_CJK.test(run)) return run;
  let text = '';
  let before = '';
  for (const character of run) {
    if (before !== '') text += `${before}${character} `;
    before = character;
  }
  return text + before;
}

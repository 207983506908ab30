import { LANGUAGES, type Language } from '../core/vocabulary.js';

/** What is spoken where nobody says. */
export const DEFAULT_LANGUAGE: Language = 'zh';

/** The language of ours that `Accept-Language` (RFC 9110 section 12.5.4) wants most. */
export function preferredLanguage(header: string | undefined): Language {
  if (header === undefined || header === '') return DEFAULT_LANGUAGE;
  let best: { lang: Language; quality: number } | undefined;
  for (const part of header.slice(0, 200).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const primary = range.trim().split('-')[0];
    const lang = primary === '*' ? DEFAULT_LANGUAGE : LANGUAGES.find((one) => one === primary);
    if (lang === undefined) continue;
    const written = parameters
      .map((one) => /^\s*q\s*=\s*([\d.]+)\s*$/.exec(one)?.[1])
      .find((one) => one !== undefined);
    const quality = written === undefined ? 1 : Number(written);
    if (quality > 0 && (best === undefined || quality > best.quality)) best = { lang, quality };
  }
  return best?.lang ?? DEFAULT_LANGUAGE;
}

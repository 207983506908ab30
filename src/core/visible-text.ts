/** Direction marks and what has no width: they hide words or turn them around. The joiners of emoji stay. */
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/g;

const UNSEEN = new RegExp(`[^\\P{Cc}\\t\\n\\r]|\\p{Cs}|${INVISIBLE.source}`, 'u');

/** Whether something stands in the text that people do not see; line ends and tabs aside. */
export function holdsUnseen(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Nothing among the printable characters of ASCII and from the CJK marks to the ideographs: nearly all there is.
    if ((code < 0x20 || code > 0x7e) && (code < 0x3000 || code > 0x9fff)) return UNSEEN.test(text);
  }
  return false;
}

/** A text as people see it, in lines: without control characters, half characters and what is not seen. */
export function visibleText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n]|\p{Cs}/gu, ' ')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

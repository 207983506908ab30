import type { Language } from './vocabulary.js';

/** What is printed: the handbook of an area, the poster at a door, and a programme such as a charter. */

/** A4: for the counter and the notice board. A6: for the pocket; as a booklet it is A5 paper folded once. */
export const PAPER_FORMATS = ['a4', 'a6'] as const;
export type PaperFormat = (typeof PAPER_FORMATS)[number];

/** More places than this make no handbook that anybody carries; the rest is left out, and said to be. */
export const MOST_PRINTED = 500;

export interface HandbookWish {
  /** A district or subdistrict, or an administrative code: see area.ts. */
  readonly area: string;
  /** A category or a group of categories, such as `health`. */
  readonly category: string;
  readonly format: PaperFormat;
  readonly lang: Language;
  /** Where the rider's page is, for the QR codes: `https://host`, without a slash at the end. Absent: no codes. */
  readonly base?: string | undefined;
}

export interface PosterWish {
  /** Public id of the place. */
  readonly id: string;
  readonly lang: Language;
  readonly base?: string | undefined;
}

export interface ProgrammeWish {
  /** Id of the programme. */
  readonly id: string;
  readonly lang: Language;
  readonly base?: string | undefined;
}

/** A page ready to be printed: one whole HTML document that loads nothing. */
export interface Paper {
  readonly title: string;
  readonly html: string;
  /** Places on it, and places that found no room. */
  readonly places: number;
  readonly left: number;
}

/** Puts places on paper. */
export interface Printer {
  /** @throws UserError `invalid-parameter` for an area or a category that is not known, with what is near */
  handbook(wish: HandbookWish): Promise<Paper>;
  /** @throws UserError `not-found`, `gone` */
  poster(wish: PosterWish): Promise<Paper>;
  /** @throws UserError `not-found` */
  programme(wish: ProgrammeWish): Paper;
}

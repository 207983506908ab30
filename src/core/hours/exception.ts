import type { Hours } from '../facility.js';
import type { LocalText } from '../vocabulary.js';

/** What a day can be worked as: a weekday (Monday 0), a public holiday, or a working day. */
export type DayAs = number | 'holiday' | 'workday';

/** A span of local minutes (see civil.ts), its end excluded. */
export interface MinuteSpan {
  readonly from: number;
  readonly to: number;
  /**
   * True: whole days were named. Then the night that begins on the last of them belongs to it, as far as it reaches, and
   * the night that reaches into the first one does not. False: nothing outside the minutes is touched.
   */
  readonly days: boolean;
}

export type Effect =
  /** Shut. Of whole days: the nights that would begin on them do not take place either. */
  | { readonly kind: 'closed' }
  /** Open every minute. */
  | { readonly kind: 'open' }
  /** Other hours instead of the usual ones. */
  | { readonly kind: 'hours'; readonly hours: Hours }
  /** The usual hours, but those of another kind of day. */
  | { readonly kind: 'worksAs'; readonly as: DayAs }
  /** On each day that has times: what would close last stays open until then (minutes of the day, up to 2880). */
  | { readonly kind: 'openUntil'; readonly minute: number };

/** A dated exception from the hours of one place. */
export interface Exception {
  readonly id: string;
  /** Why, for people. */
  readonly words: LocalText;
  readonly span: MinuteSpan;
  readonly effect: Effect;
}

/** What an answer tells of the exception that decided it. */
export type ExceptionNote = Pick<Exception, 'id' | 'words'>;

/** Why a state is unknown, or not what the hours say: a closed set. The words are in words.ts. */
export const REASONS = [
  /** There is no statement about hours. */
  'not-said',
  /** There is a text, but it was not understood, or cannot be expressed. */
  'not-understood',
  /** The rules say so themselves, with or without words. */
  'said-so',
  /** Only certain dates are known, and this is none of them. */
  'other-dates',
  /** A public holiday the hours do not mention. */
  'holiday',
  /** A weekend day that is worked (调休), and hours that name weekdays. */
  'make-up-workday',
  /** Near a usual holiday of a year whose arrangement is not announced yet. */
  'not-announced',
  /** School holidays, whose dates differ from place to place. */
  'school-holiday',
  /** Of a service: its season has no dates, and this is about its beginning or end. */
  'season',
  /** Of a service: its times name no days, and the place is closed. */
  'place-closed',
  /** A dated exception decides, for a reason of its own. */
  'override',
] as const;
export type Reason = (typeof REASONS)[number];

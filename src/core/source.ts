/** A publisher: whose word a record is, and under which terms it may be shown. */
export interface Source {
  /** Lower-case letters, digits, `-` and `_`. */
  readonly id: string;
  readonly name?: string;
  readonly licence?: string;
  readonly attribution?: string;
  readonly url?: string;
}

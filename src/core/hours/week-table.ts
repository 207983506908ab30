import { MINUTES_A_DAY } from './civil.js';
import type { State } from './rule.js';
import type { DaySchedule } from './timetable.js';

const WORDS = (7 * MINUTES_A_DAY) / 32;

/** An ordinary week: a bit for each of its 10,080 minutes, once for open and once for unknown. 2,520 bytes. */
export class WeekTable {
  readonly #open = new Uint32Array(WORDS);
  readonly #unknown: Uint32Array | undefined;

  constructor(week: readonly DaySchedule[]) {
    const unknown = new Uint32Array(WORDS);
    let some = false;
    week.forEach((day, weekday) => {
      let minute = 0;
      for (const { to, piece } of day) {
        for (; minute < to; minute++) {
          const at = weekday * MINUTES_A_DAY + minute;
          if (piece.state === 'open') this.#open[at >>> 5]! |= 1 << (at & 31);
          if (piece.state === 'unknown') unknown[at >>> 5]! |= 1 << (at & 31);
        }
        some ||= piece.state === 'unknown';
      }
    });
    this.#unknown = some ? unknown : undefined;
  }

  state(weekday: number, minute: number): State {
    const at = weekday * MINUTES_A_DAY + minute;
    const bit = 1 << (at & 31);
    if ((this.#open[at >>> 5]! & bit) !== 0) return 'open';
    return this.#unknown !== undefined && (this.#unknown[at >>> 5]! & bit) !== 0 ? 'unknown' : 'closed';
  }
}

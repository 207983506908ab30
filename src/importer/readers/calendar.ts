import { invalidFile } from '../../core/errors.js';
import type { Words } from '../../core/vocabulary.js';
import { readCalendar, type CalendarEvent } from '../../core/offerings/read-calendar.js';
import type { Reading, SourceRow } from './reading.js';

const MAX_CHARACTERS = 32 * 2 ** 20;

/** Of a row of a calendar: what it says that no event can hold. */
export const NOT_TAKEN = 'not taken';
/** Of a row of a calendar that was written here: the event's id. */
export const CALENDAR_ID = 'calendar id';

/**
 * The events of a calendar (RFC 5545) as rows under the names of their properties. A calendar is read whole.
 * @throws UserError `invalid-file` for what is none
 */
export async function calendarRows(
  name: string,
  text: AsyncIterable<string>,
): Promise<Pick<Reading, 'rows' | 'notes'>> {
  let whole = '';
  for await (const piece of text) {
    whole += piece;
    if (whole.length <= MAX_CHARACTERS) continue;
    const most = `${MAX_CHARACTERS / 2 ** 20} MiB`;
    throw invalidFile({
      zh: `${name} 超过 ${most}，作为日历太大；请拆分。`,
      en: `${name} is a calendar of more than ${most}; split it.`,
    });
  }
  try {
    const { events, leftOut } = readCalendar(whole);
    return { rows: rowsOf(events), notes: leftOut > 0 ? [leftOutNote(leftOut)] : [] };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidFile({
      zh: `${name} 无法按 iCalendar（RFC 5545）读取：${error.message}`,
      en: `${name} cannot be read as iCalendar (RFC 5545): ${error.message}`,
    });
  }
}

async function* rowsOf(events: readonly CalendarEvent[]): AsyncIterable<SourceRow> {
  for (const [i, event] of events.entries()) {
    const { except, categories, notTaken } = event;
    const said = {
      UID: event.uid,
      SUMMARY: event.summary,
      DESCRIPTION: event.description,
      DTSTART: event.start,
      DTEND: event.end,
      RRULE: event.rrule,
      EXDATE: except.length > 0 ? except.join('、') : undefined,
      LOCATION: event.location,
      LON: event.position?.lon,
      LAT: event.position?.lat,
      URL: event.url,
      STATUS: event.status,
      CATEGORIES: categories.length > 0 ? categories.join('、') : undefined,
      [NOT_TAKEN]: notTaken.length > 0 ? notTaken.join(', ') : undefined,
      [CALENDAR_ID]: event.id,
    };
    yield {
      row: i + 1,
      values: Object.fromEntries(Object.entries(said).filter(([, it]) => it !== undefined)),
    };
  }
}

function leftOutNote(count: number): Words {
  return {
    zh: `日历中有 ${count} 项不是活动（任务、日志等），未读取。`,
    en: `${count} parts of the calendar are no events (tasks, journals and the like) and were not read.`,
  };
}

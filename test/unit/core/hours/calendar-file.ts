import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseCalendar } from '../../../../src/core/hours/calendar.js';

/** The calendar that is shipped. */
export const calendarJson: unknown = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../../../data/calendar/cn.json', import.meta.url)), 'utf8'),
);
export const calendar = parseCalendar(calendarJson);

import type { Settings } from '../config.js';
import type { TargetedCard } from '../core/override-targets.js';
import type { Paper, Printer } from '../core/paper.js';
import { OfferingTable } from '../live/offerings.js';
import { Overrides } from '../live/overrides.js';
import { pdfOf } from '../print/pdf.js';
import { printerOf } from '../print/printer.js';
import { loadMap } from './map.js';
import { loadCalendar } from './reference.js';
import { withStores } from './stores.js';

/**
 * Makes one handbook or poster of what is in the store the settings name.
 * @throws UserError as `Printer` does, and where there is no store
 */
export async function printOnce(
  { database, calendarFile, mapFile }: Settings,
  work: (printer: Printer) => Promise<Paper>,
): Promise<Paper> {
  const [calendar, map] = await Promise.all([loadCalendar(calendarFile), loadMap(mapFile)]);
  return withStores(database, async ({ facilities: store, ...kept }, vocabulary) => {
    const overrides = new Overrides({ store: kept.overrides, facilities: store, now: Date.now });
    const offerings = new OfferingTable({ store: kept.offerings, facilities: store });
    await Promise.all([overrides.look(), offerings.look()]);
    const exceptions = (card: TargetedCard) => overrides.of(card);
    return work(
      printerOf({ store, vocabulary, calendar, exceptions, offerings, streets: map.streets, now: Date.now }),
    );
  });
}

/** A page as PDF. @throws UserError `unavailable` where no Chromium can make one */
export function pdfOfPage(page: string, { chromium }: Settings): Promise<Buffer> {
  return pdfOf(page, { chromium, env: process.env });
}

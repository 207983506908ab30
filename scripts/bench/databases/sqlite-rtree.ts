import Database from 'better-sqlite3';
import { boxAround, distance } from '../../../src/core/distance.js';
import type { Position } from '../../../src/core/position.js';
import { splitAtAntimeridian } from '../../../src/core/position.js';
import { radii, serviceBits, type Found, type PlacesDriver, type StoredPlace } from './driver.js';

interface Row {
  readonly number: number;
  readonly lon: number;
  readonly lat: number;
  readonly document: string;
}

/**
 * SQLite's R*Tree (https://www.sqlite.org/rtree.html) with the document beside it. It knows boxes, not "nearest": boxes
 * grow until enough lie within the circle inside the box. Its coordinates are 32-bit floats; the exact ones stand beside.
 */
export function sqliteRtree(folder: string): PlacesDriver {
  const db = new Database(`${folder}/rtree.db`);
  db.pragma('journal_mode = WAL');
  db.pragma('cache_size = -262144');
  db.exec(
    'CREATE VIRTUAL TABLE box USING rtree(number, west, east, south, north, +lon, +lat, +services);' +
      'CREATE TABLE place (number INTEGER PRIMARY KEY, document TEXT NOT NULL)',
  );
  const inBox = db.prepare<unknown[], Omit<Row, 'document'>>(
    'SELECT number, lon, lat FROM box WHERE east >= ? AND west <= ? AND north >= ? AND south <= ? AND services & ? = ?',
  );
  const byNumber = db.prepare<[number], string>('SELECT document FROM place WHERE number = ?').pluck();
  const within = (centre: Position, radius: number, bits: number) =>
    splitAtAntimeridian(boxAround(centre, radius))
      .flatMap(({ west, east, south, north }) => inBox.all(west, east, south, north, bits, bits))
      .map((row) => ({ ...row, distance: distance(centre, row) }))
      .filter((it) => it.distance <= radius);
  return {
    load: (places) => Promise.resolve(fill(db, places)),
    nearest(centre, count, service) {
      const bits = serviceBits(service === undefined ? [] : [service]);
      let found: Omit<Found, 'document'>[] = [];
      for (const radius of radii()) {
        found = within(centre, radius, bits);
        if (found.length >= count) break;
      }
      const nearest = found.toSorted((a, b) => a.distance - b.distance).slice(0, count);
      return Promise.resolve(nearest.map((it) => ({ ...it, document: byNumber.get(it.number)! })));
    },
  };
}

function fill(db: Database.Database, places: Iterable<StoredPlace>): void {
  const box = db.prepare('INSERT INTO box VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const place = db.prepare('INSERT INTO place VALUES (?, ?)');
  db.transaction(() => {
    for (const { number, lon, lat, services, document } of places) {
      box.run(number, lon, lon, lat, lat, lon, lat, serviceBits(services));
      place.run(number, document);
    }
  })();
}

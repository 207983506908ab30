import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { serviceBits, type Found, type PlacesDriver, type StoredPlace } from './driver.js';

const SCHEMA = `
  CREATE EXTENSION IF NOT EXISTS postgis;
  CREATE UNLOGGED TABLE place (number int PRIMARY KEY, at geography(Point) NOT NULL, services int NOT NULL, document text NOT NULL)`;
const INDEX = 'CREATE INDEX ON place USING gist (at); ANALYZE place';
const NEAREST = `
  SELECT number, ST_X(at::geometry) AS lon, ST_Y(at::geometry) AS lat, at <-> ST_MakePoint($1, $2)::geography AS distance, document
  FROM place WHERE services & $3 = $3 ORDER BY at <-> ST_MakePoint($1, $2)::geography LIMIT $4`;
/** As many as the two processors of the bench can keep busy, and some that wait. */
const CONNECTIONS = 8;

/** PostGIS: geography points in a GiST index, which answers `<->` (nearest first) itself. */
export function postgis(socketFolder: string): PlacesDriver {
  const pool = new pg.Pool({
    host: socketFolder,
    user: 'postgres',
    database: 'postgres',
    max: CONNECTIONS,
  });
  return {
    async load(places) {
      await pool.query(SCHEMA);
      await copy(socketFolder, places);
      await pool.query(INDEX);
    },
    async nearest({ lon, lat }, count, service) {
      const bits = serviceBits(service === undefined ? [] : [service]);
      const values = [lon, lat, bits, count];
      const { rows } = await pool.query<Found>({ name: 'nearest', text: NEAREST, values });
      return rows;
    },
  };
}

/** COPY by Postgres' own program, which reads what it is given. */
async function copy(host: string, places: Iterable<StoredPlace>): Promise<void> {
  const words = ['-h', host, '-U', 'postgres', '-d', 'postgres', '-q', '-c', 'COPY place FROM STDIN'];
  const psql = spawn('psql', words, { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(psql, 'exit');
  let lines = '';
  for (const { number, lon, lat, services, document } of places) {
    const text = document.replaceAll('\\', '\\\\');
    lines += `${number}\tSRID=4326;POINT(${lon} ${lat})\t${serviceBits(services)}\t${text}\n`;
    if (lines.length < 2 ** 20) continue;
    if (!psql.stdin.write(lines)) await once(psql.stdin, 'drain');
    lines = '';
  }
  psql.stdin.end(lines);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`psql ended with ${code}`);
}

import { membersOf, splitCard } from '../../../../src/core/card.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { hourBits, HOURS_NOT_KNOWN } from '../../../../src/core/hours/hour-bits.js';
import { HOURS_WORD, withHours } from '../../../../src/core/traits.js';
import { openSqliteStore } from '../../../../src/store/sqlite/facility-store.js';
import { MIGRATIONS } from '../../../../src/store/sqlite/migrations.js';
import { everything, snapshotOf } from '../../../contract/facility-store.js';
import { put, run, streamed } from '../../../contract/store-samples.js';
import { vocabulary, vocabularyOf } from '../../../contract/store-vocabulary.js';

const folder = mkdtempSync(join(tmpdir(), 'yizhan-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function failureOf(path: string): unknown {
  try {
    void openSqliteStore({ path, vocabulary }).close();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('opening a store', () => {
  it('makes the folder and keeps what was written', async () => {
    const path = join(folder, 'new', 'folder', 'store.db');
    const store = openSqliteStore({ path, vocabulary });
    await store.apply([put('1'), put('2')], run());
    const written = await everything(store);
    await store.close();
    const again = openSqliteStore({ path, vocabulary });
    expect(await everything(again)).toEqual(written);
    await again.close();
  });

  it('brings the tables of an older version up to date, with what they hold', async () => {
    const path = join(folder, 'older.db');
    const A = '{"category":"relay_station","phone":["110"],"updatedAt":"2026-01-01T00:00:00.000Z"}';
    const inOrder = '{"category":"relay_station","updatedAt":"2026-01-01T00:00:00.000Z","phone":["110"]}';
    const B = '{"category":"relay_station","updatedAt":"2026-01-01T00:00:00.000Z"}';
    const db = new Database(path);
    db.exec(MIGRATIONS[0]!);
    db.exec(`INSERT INTO category VALUES (1, 'relay_station');
      INSERT INTO facility VALUES (7, 3, 0, 121.43, 31.24, 1, 0, 0, 0, 0), (8, 5, 0, NULL, NULL, 1, 0, 0, 0, 0);
      INSERT INTO card VALUES (7, 'aaa', '驿站', NULL, '${A}'), (8, 'bbb', NULL, 'Station', '${B}');
      UPDATE state SET seq = 5, next_key = 9`);
    db.pragma('user_version = 1');
    db.close();
    const store = openSqliteStore({ path, vocabulary });
    expect(await store.cards([8, 7])).toEqual([
      {
        key: 8,
        id: 'bbb',
        seq: 5,
        lon: null,
        lat: null,
        nameZh: null,
        nameEn: 'Station',
        ...splitCard(Buffer.from(B)),
      },
      {
        key: 7,
        id: 'aaa',
        seq: 3,
        lon: 121.43,
        lat: 31.24,
        nameZh: '驿站',
        nameEn: null,
        ...splitCard(Buffer.from(inOrder)),
      },
    ]);
    await store.apply([put('1')], run());
    expect(await store.count()).toEqual({ total: 3, unplaced: 1 });
    await store.close();
  });

  it('puts the cards of an older version into the order in which they are read', async () => {
    const path = join(folder, 'older-cards.db');
    const store = openSqliteStore({ path, vocabulary });
    const services = {
      toilet: { state: 'yes' as const },
      shower: { state: 'no' as const, note: { zh: '1.50' } },
    };
    await store.apply([put('1', { services, address: { text: { zh: '路"1"号' } } })], run());
    const [written] = await store.list({}, 0, 1);
    await store.close();
    const db = new Database(path);
    const { json } = db.prepare<[], { json: string }>('SELECT json FROM card').get()!;
    const entries = Object.entries(JSON.parse(json) as object);
    db.prepare('UPDATE card SET json = ?').run(JSON.stringify(Object.fromEntries(entries.toReversed())));
    db.pragma(`user_version = ${MIGRATIONS.length - 1}`);
    db.close();
    const again = openSqliteStore({ path, vocabulary });
    const [read] = await again.list({}, 0, 1);
    expect(read!.services.offers).toEqual(services);
    expect(membersOf(read!)).toEqual(membersOf(written!));
    expect(read!.head).toBe(written!.head);
    await again.close();
  });

  it('gives the hours of an older version their bits, those of a run not yet folded in among them', async () => {
    const path = join(folder, 'older-hours.db');
    const db = new Database(path);
    const night = { osm: 'Mo-Su 20:00-04:00', coverage: 'full', workdays: true } as const;
    const days = { osm: 'Mo-Fr 09:00-17:00', coverage: 'full' } as const;
    const card = (hours: object, more = {}) => JSON.stringify({ hours, ...more });
    const before = MIGRATIONS.findIndex((step) => step.includes('CREATE TABLE hours_rule'));
    for (const step of MIGRATIONS.slice(0, before)) db.exec(step);
    db.exec(`INSERT INTO category VALUES (1, 'relay_station')`);
    const cards = [
      card(night),
      card(night, { inService: false }),
      card({ text: '不一定', coverage: 'none' }),
      card({ osm: '24/7', coverage: 'daily' }),
      JSON.stringify({ hours: days, services: { wifi: { state: 'yes', hours: night } } }),
      JSON.stringify({ services: { wifi: { state: 'yes', hours: night }, water: { state: 'yes' } } }),
      JSON.stringify({ inService: false, services: { wifi: { state: 'yes', hours: night } } }),
    ];
    cards.forEach((json, i) => {
      db.prepare('INSERT INTO facility VALUES (?, ?, 0, 121, 31, 1, 0, 0, 0, 0)').run(i + 1, i + 1);
      db.prepare(`INSERT INTO card VALUES (?, ?, ?, 121, 31, '站', NULL, ?)`).run(
        i + 1,
        `id${i}`,
        i + 1,
        json,
      );
    });
    db.prepare(
      `INSERT INTO staged_facility (key, kind, id, origin, at, lon, lat, category, s0, s1, s2, s3, name_zh, json)
       VALUES (4, 'put', 'id3', 0, 0, 121, 31, 1, 0, 0, 0, 0, '站', ?)`,
    ).run(card(night));
    db.exec('UPDATE state SET seq = 100, next_key = 8, overlay_offset = 90');
    db.pragma(`user_version = ${before}`);
    db.close();
    const store = openSqliteStore({ path, vocabulary });
    const { entries } = await snapshotOf(store);
    expect(entries.map(({ traits }) => traits[HOURS_WORD])).toEqual([
      hourBits(night),
      0,
      HOURS_NOT_KNOWN,
      hourBits(night),
      (hourBits(days) | hourBits(night)) >>> 0,
      (HOURS_NOT_KNOWN | hourBits(night)) >>> 0,
      0,
    ]);
    await store.close();
  });

  it('refuses a file that is not SQLite, and says so', () => {
    const path = join(folder, 'letter.db');
    writeFileSync(path, 'Dear Sir or Madam, this is a letter. '.repeat(100));
    expect(failureOf(path)).toMatchObject({
      name: 'UserError',
      kind: 'invalid-file',
      message: /not a SQLite/,
    });
  });

  it('refuses the database of another program', () => {
    const path = join(folder, 'other.db');
    const db = new Database(path);
    db.exec('CREATE TABLE customers (name TEXT)');
    db.close();
    expect(failureOf(path)).toMatchObject({ kind: 'invalid-file', message: /another program/ });
  });

  it('refuses a store made by a newer version', () => {
    const path = join(folder, 'newer.db');
    const db = new Database(path);
    db.pragma('user_version = 999');
    db.close();
    expect(failureOf(path)).toMatchObject({ kind: 'unavailable', message: /newer version/ });
  });

  it('refuses a place where no file can be made', () => {
    const file = join(folder, 'plain-file');
    writeFileSync(file, '');
    expect(failureOf(join(file, 'store.db'))).toMatchObject({ kind: 'unavailable' });
    expect(failureOf(folder)).toMatchObject({
      kind: 'unavailable',
      message: /cannot be opened: it is a folder$/,
    });
  });
});

describe('a full disk', () => {
  it('is a clear fault and leaves the store as it was', async () => {
    const path = join(folder, 'full.db');
    const small = openSqliteStore({ path, vocabulary, maxPages: 150 });
    await small.apply([put('1')], run());
    const before = await everything(small);
    const many = Array.from({ length: 3000 }, (_, i) =>
      put(`more ${i}`, { description: { zh: '很长'.repeat(100) } }),
    );
    await expect(small.apply(streamed(many), run())).rejects.toMatchObject({
      kind: 'unavailable',
      message: /no room/,
    });
    expect(await everything(small)).toEqual(before);
    await expect(small.apply(many.slice(0, 500), run())).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await everything(small)).toEqual(before);
    await small.close();
    const large = openSqliteStore({ path, vocabulary });
    await large.apply(streamed(many), run());
    expect(await large.count()).toEqual({ total: 3001, unplaced: 0 });
    await large.close();
  });
});

describe('an edited vocabulary', () => {
  it('does not change what stored services mean', async () => {
    const path = join(folder, 'vocabulary.db');
    const first = vocabularyOf(['heating', 'cooling', 'water']);
    const store = openSqliteStore({ path, vocabulary: first });
    const services = {
      water: { state: 'yes' },
      heating: { state: 'yes' },
      oxygen: { state: 'yes' },
    } as const;
    await store.apply([put('1', { services }), put('2', { services: { cooling: { state: 'yes' } } })], run());
    await store.close();
    // Other order, one word gone, one added that was said of a facility before the vocabulary knew it.
    const edited = vocabularyOf(['water', 'oxygen', 'heating']);
    const again = openSqliteStore({ path, vocabulary: edited });
    const { entries } = await snapshotOf(again);
    expect(entries.map(({ traits }) => traits)).toEqual([
      withHours(edited.traits('relay_station', ['water', 'heating', 'oxygen']), HOURS_NOT_KNOWN),
      withHours(edited.traits('relay_station', []), HOURS_NOT_KNOWN),
    ]);
    const found = async (service: string) =>
      (await again.list({ traits: edited.filter({ services: [service] }) }, 0, 10)).map(
        ({ nameZh }) => nameZh,
      );
    expect(await found('oxygen')).toEqual(['驿站1']);
    expect(await found('heating')).toEqual(['驿站1']);
    await again.close();
  });
});

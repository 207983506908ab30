import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from '../../src/config.js';

describe('settings from the environment', () => {
  it('has defaults that serve on localhost from a file', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      database: { kind: 'sqlite', path: 'var/yizhan.db' },
      logLevel: 'info',
      followInterval: 200,
      stopTimeout: 10_000,
      auditDays: 365,
      reportNotesDays: 60,
      geocoder: { timeout: 10_000 },
      rateLimit: { read: 3000, search: 300, write: 600, report: 30 },
      trustProxy: 0,
      workers: 1,
    });
  });

  it('takes an empty variable as not set, and leaves foreign ones alone', () => {
    expect(readSettings({ PORT: '', PATH: '/bin', HOME: undefined }).port).toBe(3000);
  });

  it.each([
    ['sqlite:var/a.db', 'var/a.db'],
    ['sqlite::memory:', ':memory:'],
    ['sqlite:/srv/a.db', '/srv/a.db'],
    ['sqlite:///srv/a.db', '/srv/a.db'],
  ])('reads the database %s', (url, path) => {
    expect(readSettings({ DATABASE_URL: url }).database).toEqual({ kind: 'sqlite', path });
  });

  it.each([
    ['PORT', 'abc', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '80.5', 'a whole number from 0 to 65535'],
    ['PORT', '0x50', 'a whole number from 0 to 65535'],
    ['PORT', '1e3', 'a whole number from 0 to 65535'],
    ['HOST', 'a b', 'a host name'],
    ['GEOCODER_CONTACT', 'a b', 'an e-mail address'],
    ['GEOCODER_CONTACT', 'a@b\nX: y', 'an e-mail address'],
    ['GEOCODER_RATE', '0', 'questions a second, from 0.01 to 50'],
    ['GEOCODER_RATE', '51', 'questions a second, from 0.01 to 50'],
    ['GEOCODER_RATE', 'fast', 'questions a second, from 0.01 to 50'],
    ['GEOCODER_TIMEOUT_MS', '0', 'a whole number from 10 to 120000'],
    ['DATABASE_URL', 'mysql://x', 'sqlite: and a path'],
    ['DATABASE_URL', 'sqlite:', 'sqlite: and a path'],
    ['DATABASE_URL', 'postgres://x', 'not supported yet'],
    ['LOG_LEVEL', 'loud', 'one of trace, debug'],
    ['FOLLOW_INTERVAL_MS', '0', 'a whole number from 10 to 60000'],
    ['STOP_TIMEOUT_MS', 'soon', 'a whole number from 0 to 600000'],
  ])('refuses %s=%s and says what is allowed', (name, value, words) => {
    const read = () => readSettings({ [name]: value });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(`${name}=${value} cannot be used: expected`);
    expect(read).toThrow(words);
  });

  it.each([
    ['GEOCODER_URL', 'ftp://s3cret', 'http(s)://host/path'],
    ['GEOCODER_URL', 'https://x/?key=s3cret', 'http(s)://host/path'],
    ['GEOCODER_URL', 'https://me:s3cret@x/', 'http(s)://host/path'],
    ['GEOCODER_KEY', 's3cret key', 'letters, digits, - and _'],
  ])('refuses %s=%s without repeating what may be secret', (name, value, words) => {
    const read = () => readSettings({ [name]: value });
    expect(read).toThrow(`${name}=… cannot be used: expected`);
    expect(read).toThrow(words);
    expect(read).not.toThrow('s3cret');
  });

  it('reads how a geocoder is asked', () => {
    const geocoder = readSettings({
      GEOCODER_URL: 'https://maps.example.org/nominatim',
      GEOCODER_KEY: 'k3y',
      GEOCODER_CONTACT: 'office@example.org',
      GEOCODER_RATE: '0.5',
      GEOCODER_TIMEOUT_MS: '2000',
      GEOCODER_CACHE: 'var/answers.ndjson',
    }).geocoder;
    expect(geocoder).toEqual({
      url: 'https://maps.example.org/nominatim',
      key: 'k3y',
      contact: 'office@example.org',
      rate: 0.5,
      timeout: 2000,
      cache: 'var/answers.ndjson',
    });
  });

  it('names every wrong setting, not only the first', () => {
    const read = () => readSettings({ PORT: 'x', LOG_LEVEL: 'y' });
    expect(read).toThrow(/PORT=x[^]*LOG_LEVEL=y/);
  });

  it('limits requests as it is told, those not named as usual, or not at all', () => {
    expect(readSettings({ RATE_LIMIT: 'off' }).rateLimit).toBeUndefined();
    expect(readSettings({ RATE_LIMIT: 'search=5, read=50' }).rateLimit).toEqual({
      read: 50,
      search: 5,
      write: 600,
      report: 30,
    });
    for (const wrong of [
      'on',
      '100',
      'read=0',
      'read=-1',
      'read=1.5',
      'read=5,read=6',
      'reads=5',
      'read=5,',
      'read=99999999',
    ])
      expect(() => readSettings({ RATE_LIMIT: wrong })).toThrow(/RATE_LIMIT=.*off, or requests a minute/);
    for (const wrong of ['-1', 'yes', '11'])
      expect(() => readSettings({ TRUST_PROXY: wrong })).toThrow(/TRUST_PROXY/);
  });
});

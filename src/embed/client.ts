import { failureOf, refusalOf, YizhanError } from './failure.js';
import {
  byFetch,
  type IncomingAnswer,
  type OutgoingRequest,
  type RequestFunction,
  type Signal,
} from './request.js';
import type {
  Categories,
  CrsName,
  Events,
  Facility,
  FeatureCollection,
  Language,
  MapSettings,
  Measure,
  Needs,
  NeedTerms,
  ReportKinds,
  Reported,
  Services,
} from './wire.js';

export { YizhanError, type FailureKind } from './failure.js';
export type { IncomingAnswer, OutgoingRequest, RequestFunction, Signal } from './request.js';
export type * from './wire.js';

/** How the API is reached. */
export interface ClientOptions {
  /** Where it is, without a path: `https://yizhan.example.org`. Empty: where the page is from. */
  readonly api: string;
  /** The language of names and labels; without it the API's choice. */
  readonly lang?: Language;
  /** The datum of all positions, sent and answered: what the map around it uses. WGS-84 where absent. */
  readonly crs?: CrsName;
  /** Milliseconds one try may take (8,000). */
  readonly timeout?: number;
  /** How often a question is asked again where the API is busy or not reached (2). */
  readonly retries?: number;
  readonly request?: RequestFunction;
  /** Waits this many milliseconds before the next try; for tests. */
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** A number from 0 to 1; for tests. */
  readonly chance?: () => number;
}

/** What a place must be and have; the parameters of a search, by their names in the API. */
export interface Wishes {
  readonly category?: readonly string[];
  readonly services?: readonly string[];
  readonly anyService?: readonly string[];
  readonly unknownServices?: 'exclude' | 'include';
  readonly need?: string;
  readonly exclude?: readonly string[];
  readonly openAt?: string;
  /** Minutes. */
  readonly openFor?: number;
  readonly unknownHours?: 'include' | 'last' | 'exclude';
}

export interface NearestQuestion extends Wishes {
  readonly lat: number;
  readonly lon: number;
  /** The datum of `lat` and `lon`, and of the answer, where they are not the client's. */
  readonly crs?: CrsName;
  readonly outCrs?: CrsName;
  readonly limit?: number;
  /** Metres. */
  readonly radius?: number;
}

export interface NeedsQuestion {
  readonly lat: number;
  readonly lon: number;
  /** Metres. */
  readonly radius?: number;
  readonly need?: readonly string[];
}

export interface ListQuestion extends Wishes {
  /** West, south, east, north, in the client's datum. */
  readonly bbox?: readonly [number, number, number, number];
  /** Part of a name, an alias or an address. */
  readonly q?: string;
  readonly ids?: readonly string[];
  readonly limit?: number;
}

export interface MeasureQuestion {
  /** Where one is; without it no places are told. */
  readonly lat?: number;
  readonly lon?: number;
  readonly crs?: CrsName;
  readonly outCrs?: CrsName;
  /** How many of each list at most. */
  readonly limit?: number;
}

export interface EventsQuestion {
  /** A code of the ten measures. */
  readonly measure?: string;
  /** About where one is: it goes into the address, so no nearer than it need be. */
  readonly lat?: number;
  readonly lon?: number;
  readonly crs?: CrsName;
  readonly outCrs?: CrsName;
  /** Metres. */
  readonly radius?: number;
  readonly limit?: number;
}

/** What somebody found at a place, or suggests. */
export interface Report {
  /** The place's id; only a suggestion may leave it out. */
  readonly facility?: string;
  /** A code of `reportKinds`. */
  readonly kind: string;
  /** Of `broken_service`: which one. */
  readonly service?: string;
  /** For the operator's eyes. */
  readonly note?: string;
  /** When it was seen, ISO 8601; now where absent. */
  readonly observedAt?: string;
  /** Where the reporter is: a report from the place itself weighs more. Not kept. */
  readonly lat?: number;
  readonly lon?: number;
  /** Where the place should be. */
  readonly suggestedLat?: number;
  readonly suggestedLon?: number;
}

/** What may come with any call. */
export interface CallOptions {
  readonly signal?: Signal;
}

export interface FacilityOptions extends CallOptions {
  readonly crs?: CrsName;
  readonly need?: string;
}

/** Answers that are kept to be asked for again by their ETag. */
const MOST_KEPT = 40;
/** The longest the client waits before it asks again, in milliseconds. */
const LONGEST_WAIT = 10_000;
const FIRST_WAIT = 400;

/**
 * Asks the API, from a browser, from Node or from a mini-program. Positions are sent in bodies, never in addresses, so
 * that no log between here and there has them. A busy or unreachable server is asked again, after as long as it
 * wished; an answer that is still right is not sent twice (ETag).
 * Every call fails with a `YizhanError` and with nothing else.
 */
export class Client {
  readonly #options: ClientOptions;
  readonly #kept = new Map<string, { readonly etag: string; readonly body: string }>();

  constructor(options: ClientOptions) {
    this.#options = { ...options, api: options.api.replace(/\/+$/, '') };
  }

  /** The nearest places that fit. */
  nearest(question: NearestQuestion, call?: CallOptions): Promise<FeatureCollection> {
    return this.#post('/v1/facilities/nearest', question, call);
  }

  /** For each need the nearest place that serves it. */
  needs(question: NeedsQuestion, call?: CallOptions): Promise<Needs> {
    return this.#post('/v1/needs/nearest', question, call);
  }

  /** Places by area, name or id, in no order of nearness. */
  list(question: ListQuestion, call?: CallOptions): Promise<FeatureCollection> {
    return this.#get('/v1/facilities', question, call);
  }

  /**
   * Everything that is said of one place.
   * @param crs another datum for its position, for another map
   * @param need what is looked for there: `usable` is told for that
   */
  facility(id: string, options: FacilityOptions = {}): Promise<Facility> {
    const { crs, need, ...call } = options;
    const question = { ...(crs && { outCrs: crs }), ...(need !== undefined && { need }) };
    return this.#get(`/v1/facilities/${encodeURIComponent(id)}`, question, call);
  }

  /** One of the ten measures: its words, hotlines, next events, offers, programmes, and the nearest places. */
  measure(code: string, question: MeasureQuestion = {}, call?: CallOptions): Promise<Measure> {
    const path = `/v1/measures/${encodeURIComponent(code)}`;
    return question.lat === undefined ? this.#get(path, question, call) : this.#post(path, question, call);
  }

  /** What takes place from now on, the next first. */
  events(question: EventsQuestion = {}, call?: CallOptions): Promise<Events> {
    return this.#get('/v1/events', question, call);
  }

  /** URL of the vector tiles of what fits, with {z}, {x} and {y}: drawn in the client's datum. */
  tiles(wishes: Wishes = {}): string {
    const { crs = 'wgs84', lang } = this.#options;
    const query = queryOf({ ...wishes, ...(crs !== 'wgs84' && { crs }), ...(lang && { lang }) });
    return `${this.#options.api}/tiles/{z}/{x}/{y}.mvt${query}`;
  }

  /** What the operator of the API chose for maps. */
  settings(call?: CallOptions): Promise<MapSettings> {
    return this.#get('/embed/settings.json', undefined, call);
  }

  categories(call?: CallOptions): Promise<Categories> {
    return this.#get('/v1/categories', undefined, call);
  }

  services(call?: CallOptions): Promise<Services> {
    return this.#get('/v1/services', undefined, call);
  }

  needTerms(call?: CallOptions): Promise<NeedTerms> {
    return this.#get('/v1/needs', undefined, call);
  }

  /** What can be reported of a place, with labels. */
  reportKinds(call?: CallOptions): Promise<ReportKinds> {
    return this.#get('/v1/report-kinds', undefined, call);
  }

  /** Says what was found at a place. Sent again by mistake it counts once, so it is tried again like a question. */
  report(report: Report, call?: CallOptions): Promise<Reported> {
    return this.#post('/v1/reports', report, call);
  }

  #get<T>(path: string, question: object | undefined, call: CallOptions = {}): Promise<T> {
    const { lang } = this.#options;
    const asked = question ? { ...this.#datum(question), ...question } : {};
    const query = queryOf({ ...asked, ...(lang && { lang }) });
    return this.#ask<T>({ method: 'GET', url: `${this.#options.api}${path}${query}`, headers: {} }, call);
  }

  #post<T>(path: string, question: object, call: CallOptions = {}): Promise<T> {
    const { lang } = this.#options;
    const body = JSON.stringify({ ...this.#datum(question), ...question, ...(lang && { lang }) });
    const headers = { 'Content-Type': 'application/json' };
    return this.#ask<T>({ method: 'POST', url: this.#options.api + path, headers, body }, call);
  }

  #datum(question: object): object {
    const { crs = 'wgs84' } = this.#options;
    return crs === 'wgs84' || 'crs' in question || 'outCrs' in question ? {} : { crs };
  }

  async #ask<T>(request: Omit<OutgoingRequest, 'timeout'>, { signal }: CallOptions): Promise<T> {
    const kept = this.#kept.get(request.url);
    const headers = { ...request.headers, ...(kept && { 'If-None-Match': kept.etag }) };
    const answer = await this.#send({ ...request, headers, ...(signal && { signal }) });
    if (answer.status === 304 && kept) return parsed<T>(kept.body);
    if (answer.status < 200 || answer.status > 299) throw refusalOf(answer.status, answer.body);
    const value = parsed<T>(answer.body);
    const etag = answer.header('etag');
    if (request.method === 'GET' && etag !== undefined) this.#keep(request.url, { etag, body: answer.body });
    return value;
  }

  /** Sends until there is an answer that is worth having, or no try is left. */
  async #send(request: Omit<OutgoingRequest, 'timeout'>): Promise<IncomingAnswer> {
    const {
      request: send = byFetch,
      timeout = 8_000,
      retries = 2,
      wait = sleep,
      chance = Math.random,
    } = this.#options;
    for (let tries = 0; ; tries += 1) {
      let failure: YizhanError;
      let pause = FIRST_WAIT * 2 ** tries * (0.5 + chance());
      try {
        const answer = await send({ ...request, timeout });
        if (answer.status !== 429 && answer.status !== 503) return answer;
        failure = refusalOf(answer.status, answer.body);
        pause = Math.max(pause, secondsOf(answer.header('retry-after')) * 1000);
      } catch (error) {
        failure = failureOf(error, request.signal);
      }
      const last = tries >= retries || failure.kind === 'aborted' || pause > LONGEST_WAIT;
      if (last) throw failure;
      await wait(pause);
      if (request.signal?.aborted) throw failureOf(undefined, request.signal);
    }
  }

  #keep(url: string, answer: { readonly etag: string; readonly body: string }): void {
    this.#kept.delete(url);
    this.#kept.set(url, answer);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }
}

/** `?a=1&b=x,y`; what is undefined or empty is left out. */
function queryOf(question: object): string {
  const parts = Object.entries(question)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value)).replaceAll('%2C', ',')}`);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

/** `Retry-After` in seconds; a date, which this API never sends, counts as none. */
function secondsOf(header: string | undefined): number {
  return header !== undefined && /^\d{1,6}$/.test(header.trim()) ? Number(header) : 0;
}

function parsed<T>(body: string): T {
  try {
    return JSON.parse(body) as T;
  } catch (cause) {
    throw new YizhanError('damaged', 'The answer did not arrive whole.', { cause });
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

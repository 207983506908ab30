import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChangeLog, Told } from './change-logs.js';
import { DEFAULT_SETTINGS, type HttpDeps, type HttpSettings } from './deps.js';
import { HttpError } from './problem.js';
import { CORS_HEADERS } from './reply.js';

/** Changes read and sent in one go. */
const BATCH = 500;
/** Milliseconds a reader may take to empty its connection. */
const PATIENCE = 30_000;

/** Who asks for a stream, and of what. */
export interface StreamAsked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly log: ChangeLog;
  /** Sequence after which it begins. */
  readonly after: number;
}

interface Reader {
  readonly response: ServerResponse;
  readonly log: ChangeLog;
  /** Sequence of the last change it was sent. */
  after: number;
  over: boolean;
  /** Ends its wait for news. */
  wake: () => void;
}

/**
 * Event streams of changes (WHATWG HTML, server-sent events). One look at each log serves all of them; each
 * reads from its log what it has not sent yet, no faster than its reader takes it.
 */
export class ChangeStreams {
  readonly #deps: HttpDeps;
  readonly #settings: HttpSettings;
  readonly #readers = new Set<Reader>();
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(deps: HttpDeps) {
    this.#deps = deps;
    this.#settings = { ...DEFAULT_SETTINGS, ...deps.settings };
  }

  /** How many streams there are now. */
  get size(): number {
    return this.#readers.size;
  }

  #admit(): void {
    if (this.#readers.size < this.#settings.maxStreams && !this.#stopping) return;
    throw new HttpError('unavailable', 'There are as many event streams as this server carries.', {
      headers: { 'Retry-After': '30' },
    });
  }

  /**
   * Sends every change after `after`, old ones first, until the reader leaves or the server stops.
   * @throws HttpError `unavailable` when there are as many streams as may be
   */
  async run({ request, response, log, after }: StreamAsked): Promise<void> {
    this.#admit();
    const reader: Reader = { response, log, after, over: false, wake: () => {} };
    this.#readers.add(reader);
    response.once('close', () => finish(reader));
    response.writeHead(200, {
      ...CORS_HEADERS,
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no', // nginx would hold events back otherwise
    });
    response.write('retry: 3000\n\n');
    const alive = setInterval(() => response.write(': still here\n\n'), this.#settings.heartbeat);
    this.#watch();
    try {
      if (request.method !== 'HEAD') await this.#send(reader);
    } finally {
      clearInterval(alive);
      this.#readers.delete(reader);
      this.#watch();
      response.end();
    }
  }

  /** Ends all streams; readers come back by themselves, to another process. */
  end(): void {
    this.#stopping = true;
    for (const reader of this.#readers) finish(reader);
  }

  async #send(reader: Reader): Promise<void> {
    while (!reader.over) {
      const news = new Promise<void>((resolve) => {
        reader.wake = resolve;
      });
      const changes = await reader.log.after(reader.after, BATCH);
      if (reader.over) return;
      if (changes.length > 0) {
        const flowing = reader.response.write(changes.map(eventOf).join(''));
        reader.after = changes.at(-1)!.seq;
        if (!flowing) await drained(reader);
      }
      if (changes.length < BATCH) await news;
    }
  }

  /** Looks for changes while there is somebody to tell. */
  #watch(): void {
    if (this.#readers.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setInterval(() => void this.#look(), this.#settings.streamPoll);
  }

  async #look(): Promise<void> {
    try {
      const heads = new Map<string, number>();
      for (const reader of this.#readers) {
        const { question } = reader.log;
        const head = heads.get(question) ?? (await reader.log.head());
        heads.set(question, head);
        if (reader.after < head) reader.wake();
      }
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the change log cannot be read');
    }
  }
}

function eventOf({ body: { cursor, ...body } }: Told): string {
  return `id: ${cursor}\nevent: change\ndata: ${JSON.stringify(body)}\n\n`;
}

function finish(reader: Reader): void {
  reader.over = true;
  reader.wake();
}

/** Waits until the reader has taken what was written; one that does not is cut off. */
async function drained(reader: Reader): Promise<void> {
  const { response } = reader;
  if (response.destroyed) return;
  const late = setTimeout(() => response.destroy(), PATIENCE);
  await new Promise<void>((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
  clearTimeout(late);
}

import { GeocoderFault } from '../core/geocoder.js';
import type { Words } from '../core/vocabulary.js';
import { Pace, type Clock } from './pace.js';
import { codeOf } from './reason.js';

/** `fetch`, as it is handed in. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

export interface AskOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Questions a second. */
  readonly rate: number;
  /** Milliseconds for one answer, headers and body. */
  readonly timeout: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Bytes of an answer; the documented ones have a few thousand. */
const LARGEST = 1_000_000;
const ATTEMPTS = 3;
/** Milliseconds before the second attempt, doubled for each further one. A service that asks for more is believed up to `PATIENCE`. */
const [FIRST_WAIT, PATIENCE] = [1000, 60_000];

/** What one attempt came to. */
type Attempt =
  | { readonly answer: unknown }
  | { readonly fault: GeocoderFault; readonly again: boolean; readonly after?: number | undefined };

/** Asks one HTTP service for JSON, no faster than it allows, a bounded number of times, and never forever. */
export class Asker {
  readonly #options: AskOptions;
  readonly #pace: Pace;

  constructor(options: AskOptions) {
    this.#options = options;
    this.#pace = new Pace(options.rate, options.clock);
  }

  /**
   * @param busy whether an answer, though well-formed, says that one should ask again later
   * @throws GeocoderFault; what the signal was aborted with
   */
  async ask(url: URL, { busy, signal }: AskMore = {}): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      await this.#pace.turn(signal);
      const got = await this.#attempt(url, signal);
      const words = 'answer' in got ? busy?.(got.answer) : undefined;
      if ('answer' in got && !words) return got.answer;
      const failed = words ? { fault: new GeocoderFault('all', words), again: true } : (got as Failed);
      const wait = Math.max(FIRST_WAIT * 2 ** (attempt - 1), failed.after ?? 0);
      if (!failed.again || attempt === ATTEMPTS || wait > PATIENCE) throw failed.fault;
      await this.#options.clock.sleep(wait, signal);
    }
  }

  async #attempt(url: URL, signal: AbortSignal | undefined): Promise<Attempt> {
    const { fetch, headers, timeout } = this.#options;
    const late = AbortSignal.timeout(timeout);
    try {
      const init = { headers, signal: signal ? AbortSignal.any([signal, late]) : late };
      // A redirect could carry the key to somebody else.
      const response = await fetch(url, { ...init, redirect: 'error' });
      const refused = refusal(response, url);
      if (refused) {
        await response.body?.cancel();
        return refused;
      }
      return { answer: JSON.parse(await textOf(response)) as unknown };
    } catch (error) {
      signal?.throwIfAborted();
      const reason = late.aborted
        ? { zh: `${timeout} 毫秒内没有答复`, en: `no answer within ${timeout} ms` }
        : reasonOf(error);
      return {
        fault: told('row', url, reason),
        again: !(error instanceof SyntaxError || error instanceof TooLarge),
      };
    }
  }
}

type Failed = Exclude<Attempt, { readonly answer: unknown }>;
interface AskMore {
  readonly busy?: (answer: unknown) => Words | undefined;
  readonly signal?: AbortSignal | undefined;
}

class TooLarge extends Error {}

/** What a status other than 200 comes to: worth another attempt, or the end of all questions. */
function refusal({ status, ok, headers }: Response, url: URL): Failed | undefined {
  if (ok) return undefined;
  const reason = { zh: `状态 ${status}`, en: `status ${status}` };
  if (status === 429) return { fault: told('all', url, reason), again: true, after: retryAfter(headers) };
  if (status >= 500) return { fault: told('row', url, reason), again: true, after: retryAfter(headers) };
  return { fault: told(status === 400 ? 'row' : 'all', url, reason), again: false };
}

/** Milliseconds; only the form in seconds (RFC 9110, 10.2.3), which services that limit a rate send. */
function retryAfter(headers: Headers): number | undefined {
  const seconds = headers.get('retry-after');
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Leaving the loop by a fault cancels the body, and with it the connection.
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += piece.byteLength;
    if (bytes > LARGEST) throw new TooLarge();
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

/** Names the service by its address without the query, where the key and the question are. */
function told(reach: 'row' | 'all', { origin, pathname }: URL, { zh, en }: Words): GeocoderFault {
  return new GeocoderFault(reach, { zh: `${origin}${pathname}：${zh}`, en: `${origin}${pathname}: ${en}` });
}

function reasonOf(error: unknown): Words {
  if (error instanceof SyntaxError) return { zh: '答复不是 JSON', en: 'the answer is not JSON' };
  if (error instanceof TooLarge) return { zh: '答复过大', en: 'the answer is too large' };
  const code = codeOf(error);
  return { zh: `无法连接 ${code}`.trim(), en: `no connection ${code}`.trim() };
}

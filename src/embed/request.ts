/** As much of an `AbortSignal` as is needed: not every place where the client runs has that type. */
export interface Signal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** One request, as the client sends it. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds it may take. */
  readonly timeout: number;
  readonly signal?: Signal;
}

export interface IncomingAnswer {
  readonly status: number;
  /** A header by its name, in lower case; undefined where there is none. */
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

/**
 * Sends one request and brings the answer, whatever its status. It fails only where there is no answer. Where
 * `fetch` is missing (a mini-program has `wx.request`), the application brings its own.
 */
export type RequestFunction = (request: OutgoingRequest) => Promise<IncomingAnswer>;

/**
 * By `fetch`, which browsers and Node have.
 * @throws an error named `TimeoutError` after `timeout`; what `fetch` fails with
 */
export async function byFetch(request: OutgoingRequest): Promise<IncomingAnswer> {
  const { method, url, headers, body, timeout, signal } = request;
  // AbortSignal.timeout and .any would do, but phones of before 2023 do not have them.
  const control = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    control.abort();
  }, timeout);
  const withdraw = () => control.abort();
  signal?.addEventListener('abort', withdraw);
  if (signal?.aborted) withdraw();
  try {
    const answer = await fetch(url, {
      method,
      headers,
      signal: control.signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    return { status: answer.status, header: (name) => answer.headers.get(name) ?? undefined, body: text };
  } catch (error) {
    throw late ? Object.assign(new Error('too late'), { name: 'TimeoutError' }) : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', withdraw);
  }
}

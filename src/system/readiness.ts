import { feedsInWords } from '../feeds/feeds.js';
import type { FeedHealth } from '../feeds/poller.js';
import type { Readiness } from '../http/deps.js';
import type { LiveFollower } from '../live/follower.js';
import type { Board, ThreadState } from '../workers/board.js';
import type { Answering } from './answering.js';

type Followers = Pick<Answering, 'follower' | 'live'>;

/** A feed that fails does not stop true answers: what it said ages. So it is told, but counts for nothing. */
export function readinessOf({ follower, live }: Followers, feeds: readonly FeedHealth[]): Readiness {
  const { state, seq, size, cards } = follower.status;
  const detail = `${state}, ${size} places, change ${seq}, cards ${cards ? 'in memory' : 'from the store'}`;
  const index = { ok: state === 'ready', detail };
  const checks = { index, live: liveCheck(live) };
  const ready = Object.values(checks).every((check) => check.ok);
  return feeds.length === 0
    ? { ready, checks }
    : { ready, checks: { ...checks, feeds: feedsInWords(feeds, Date.now()) } };
}

/** The worst of what a thread follows. */
export function stateOf({ follower, live }: Followers): ThreadState {
  const states = [follower.status.state, live.state.state];
  return (['failing', 'starting'] as const).find((state) => states.includes(state)) ?? 'ready';
}

/** No better than the worst of all threads: whoever asks next may come to any of them. */
export function withThreads({ ready, checks }: Readiness, board: Board): Readiness {
  const numbers = Array.from({ length: board.size }, (_, i) => i);
  const words = numbers.map((i) =>
    i === board.size - 1
      ? `loading ${board.stateOf(i)}`
      : `thread ${i + 1} ${board.stateOf(i)}, ${board.requestsOf(i)} requests`,
  );
  const ok = numbers.every((i) => board.stateOf(i) === 'ready');
  return { ready: ready && ok, checks: { ...checks, threads: { ok, detail: words.join('; ') } } };
}

function liveCheck({ state: { state, sizes } }: LiveFollower): { ok: boolean; detail: string } {
  const counted = Object.entries(sizes).map(([name, size]) => `${size} ${name}`);
  return { ok: state === 'ready', detail: [state, ...counted].join(', ') };
}

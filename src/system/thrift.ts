import { constants, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/**
 * Makes this process one that works through a lot in the background. Its garbage is collected when the heap has grown by a
 * third, instead of by several times: little of what a row makes stays. And whoever else has something to do on the machine,
 * as a server that answers people, goes first.
 */
export function workThriftily(): void {
  setFlagsFromString('--heap-growing-percent=30');
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that does not allow it is served as well, only less politely.
  }
}

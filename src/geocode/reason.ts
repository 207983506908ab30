/** The code of a system's error such as ENOENT or ECONNREFUSED, its own or that of its cause; empty where there is none. */
export function codeOf(error: unknown): string {
  return textOf(error, 'code') || textOf(memberOf(error, 'cause'), 'code');
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return textOf(error, 'message') || String(error);
}

function textOf(value: unknown, name: string): string {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : '';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

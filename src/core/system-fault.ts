import type { Words } from './vocabulary.js';

/** What an operating system refuses, in words, by the codes of POSIX; a code that is not here keeps the system's own words. */
const WORDS: Readonly<Record<string, Words>> = {
  ENOENT: { zh: '没有这个文件或文件夹', en: 'there is no such file or folder' },
  EACCES: { zh: '当前用户没有权限', en: 'this user may not' },
  EPERM: { zh: '当前用户没有权限', en: 'this user may not' },
  EISDIR: { zh: '它是文件夹，不是文件', en: 'it is a folder, not a file' },
  ENOTDIR: { zh: '路径中有一段是文件，不是文件夹', en: 'a part of its path is a file, not a folder' },
  EROFS: { zh: '所在磁盘只读', en: 'its disk can only be read' },
  ENOSPC: { zh: '磁盘空间不足', en: 'no room is left on the disk' },
  EDQUOT: { zh: '超出了磁盘配额', en: 'no room is left for this user on the disk' },
  EFBIG: { zh: '超出了文件大小上限', en: 'it would be larger than a file may be' },
  ENAMETOOLONG: { zh: '文件名过长', en: 'its name is too long' },
  ELOOP: { zh: '符号链接成环', en: 'its links lead in a circle' },
  EBUSY: { zh: '正被其他程序使用', en: 'another program is using it' },
  EIO: { zh: '磁盘读写出错', en: 'the disk reports a fault' },
};

/** Why the system refused a file, without its path; of another error what it says itself. */
export function systemFault(error: unknown): Words {
  const { code, message = String(error) } = (error ?? {}) as { code?: unknown; message?: string };
  const known = typeof code === 'string' && Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  return known ?? { zh: message, en: message };
}

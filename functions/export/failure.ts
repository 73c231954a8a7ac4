/** The export was stopped by SIGINT or SIGTERM. */
export class Interrupted extends Error {}

/** Errors of the file system by code: the cause, and what to do. */
const failures: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; free some space',
  EFBIG: 'the file is larger than the system allows; lower --customers-per-file or raise the limit',
  EACCES: 'permission denied; choose another --out or change its permissions',
  EPERM: 'the system does not permit the write; choose another --out',
  EROFS: 'the file system is read-only; choose another --out',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another --out',
  EEXIST: 'a file has the name of the folder; choose another --out',
  EISDIR: 'a folder has the name of the file; remove it',
  ENOENT: 'the file was removed during the export; do not change the folder',
  EMFILE: 'too many open files; lower --workers',
  EIO: 'the disk reports an error; choose another disk',
}

/** Returns one line with the cause and what to do; undefined for an unexpected error. */
export function explainFailure(error: unknown): string | undefined {
  if (error instanceof Interrupted) return 'stopped; run the same command again to continue'
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'EPIPE') return 'the reader closed the pipe before the export was complete'
  const what = code && failures[code]
  return what && `${path ?? 'the output'}: ${what}, then run the same command again to continue (${code})`
}

/** Stopped by the person at the keyboard, or by what runs us. */
export class Interrupted extends Error {}

/** What a failing file system or pipe says, and what to do about it. */
const failures: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room',
  EDQUOT: 'your quota of the disk is used up; make room',
  EFBIG: 'the file would be larger than this system allows; lower --customers-per-file or raise the limit',
  EACCES: 'nobody allowed us to write there; choose another --out or change its permissions',
  EPERM: 'the system does not allow to write there; choose another --out',
  EROFS: 'the file system is read-only; choose another --out',
  ENOTDIR: 'part of the path is a file and not a folder; choose another --out',
  EEXIST: 'there is a file of that name where a folder must be; choose another --out',
  EISDIR: 'there is a folder of that name where a file must be; take it away',
  ENOENT: 'it went away while we wrote; leave the folder alone',
  EMFILE: 'too many files are open; lower --workers',
  EIO: 'the disk does not work as it should; choose another',
}

/** One line on what went wrong and what to do, or undefined for what nobody foresaw. */
export function explainFailure(error: unknown): string | undefined {
  if (error instanceof Interrupted) return 'stopped. The same command goes on where this one ended'
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'EPIPE') return 'the reader closed the pipe, so not all of it was written'
  const what = code && failures[code]
  return (
    what &&
    `${path ?? 'the output'}: ${what}, then run the same command again: it goes on where this one ended (${code})`
  )
}

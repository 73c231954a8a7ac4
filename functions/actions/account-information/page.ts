import { Problem } from '#bank/base/problem.ts'

/** One page of a list. `next` is the value of `page` for the following page. */
export type Page<T> = { readonly items: T[]; readonly next: string | undefined }

/** Builds the problem for an unknown `page`. `source` tells the caller where to find a page. */
export function pageNotFound(page: string | undefined, source = 'Links.Next of the previous page'): Problem {
  const path = 'query page'
  return new Problem('field-invalid', `${path}: must be absent, or taken from ${source} (got ${page?.slice(0, 60)})`, {
    path,
  })
}

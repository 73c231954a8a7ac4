import { Problem } from '#bank/base/problem.ts'

/** One page of a list. `next` is the value of `page` for the following page. */
export type Page<T> = { readonly items: T[]; readonly next: string | undefined }

/** Builds the problem for an unknown `page`. `then` tells the caller how to reach the next page. */
export const pageNotFound = (page: string | undefined, then = 'follow Links.Next'): Problem =>
  new Problem('field-invalid', `there is no page ${page}; start without page, then ${then}`, {
    path: 'query page',
  })

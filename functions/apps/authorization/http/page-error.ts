import type { PageErrorReason } from '#apps/authorization/texts.ts'

/** There is no page to show: ends a request with one that says why. */
export class PageError extends Error {
  readonly why: PageErrorReason
  constructor(why: PageErrorReason) {
    super(why)
    this.name = 'NoPage'
    this.why = why
  }
}

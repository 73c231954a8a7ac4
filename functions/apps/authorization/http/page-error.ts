import type { PageErrorReason } from '#apps/authorization/texts.ts'

/** Ends a request with an error page. */
export class PageError extends Error {
  readonly why: PageErrorReason
  constructor(why: PageErrorReason) {
    super(why)
    this.name = 'NoPage'
    this.why = why
  }
}

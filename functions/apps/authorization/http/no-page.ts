import type { Trouble } from '#apps/authorization/texts.ts'

/** There is no page to show: ends a request with one that says why. */
export class NoPage extends Error {
  readonly why: Trouble
  constructor(why: Trouble) {
    super(why)
    this.name = 'NoPage'
    this.why = why
  }
}

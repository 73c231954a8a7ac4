import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { Family } from '#apps/authorization/texts.ts'
import type { Html } from './page.ts'

/**
 * How pages tell of what is asked: each kind says these of itself, and the pages are the same for
 * all.
 */
export type ConsentParts = {
  readonly family: Family
  /** Who asks for what, as a heading. */
  readonly title: string
  /** The same in a line of a list, beside the app's name. */
  readonly gist: string
  /** Under the heading. */
  readonly lead: Html
  /** All there is to know before one decides. */
  readonly told: Html
  /** The same of what was given, and perhaps ended since. */
  readonly given: (isOver: boolean) => Html
  readonly accounts: {
    readonly legend: string
    readonly hint?: string | undefined
    /** One account and no more. */
    readonly isOne: boolean
    /** The partner says which, so there is nothing to choose. */
    readonly isFixed: boolean
    /** Said where nothing was chosen. */
    readonly missing: string
    /** Said where there is none to choose. */
    readonly none: string
    /** What would leave an account, where the page does not say it already. */
    readonly leaves?: ((account: PayingChoice) => string | undefined) | undefined
    /** Said of an account that is chosen and has not enough. */
    readonly notEnough: string
  }
  /** The button that goes on to the code, and the one that approves at once. */
  readonly approve: string
  readonly yes: string
  readonly code: {
    readonly lead: string
    readonly message: (code: string, bank: string) => string
    /** What the code is for, once more: it is good for nothing else. */
    readonly again: (account: PayingChoice | undefined) => Html
  }
}

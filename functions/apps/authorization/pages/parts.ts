import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { Family } from '#apps/authorization/texts.ts'
import type { Html } from './page.ts'

/**
 * The parts of a page that describe a consent. Each kind of consent builds them; the pages are the
 * same for all.
 */
export type ConsentParts = {
  readonly family: Family
  /** The heading: who asks for what. */
  readonly title: string
  /** A summary for a list, beside the app's name. */
  readonly summary: string
  /** The lead under the heading. */
  readonly lead: Html
  /** All details for the decision. */
  readonly details: Html
  /** The details of a consent that was authorised, and may have ended. */
  readonly authorisedDetails: (isOver: boolean) => Html
  readonly accounts: {
    readonly legend: string
    readonly hint?: string | undefined
    /** Whether the customer chooses exactly one account. */
    readonly isOne: boolean
    /** Whether the partner names the account. */
    readonly isFixed: boolean
    /** The error if no account was chosen. */
    readonly missing: string
    /** The message if no account is eligible. */
    readonly none: string
    /** The debit of an account, if the page does not show it already. */
    readonly leaves?: ((account: PayingChoice) => string | undefined) | undefined
    /** The warning for a chosen account without enough money. */
    readonly notEnough: string
  }
  /** The button that continues to the code, and the one that approves at once. */
  readonly approve: string
  readonly yes: string
  readonly code: {
    readonly lead: string
    readonly message: (code: string, bank: string) => string
    /** What the code is for: it approves nothing else. */
    readonly again: (account: PayingChoice | undefined) => Html
  }
}

import { sortCodeAndNumber } from '#bank/account-information/iban.ts'
import { type Fault, Problem } from '#bank/base/problem.ts'
import { checkUpload } from '#bank/payments/file-announcement.ts'
import type { FileInitiation } from '#bank/payments/initiation-schemas.ts'
import { checkDomestic } from '#bank/payments/rules.ts'
import type { DebtorAccount } from '#bank/standard/cash-accounts.ts'
import { parseInstant } from '#bank/time/clock.ts'
import type { FileEntry, ParsedFile } from './payment.ts'

/**
 * Refuses a file that was read but is not the one announced, or in which a payment is none that
 * could be asked for alone. Says which account pays, where the consent or the file names one.
 */
export function checkFileContents(
  announced: FileInitiation,
  bytes: Uint8Array,
  { entries, days }: ParsedFile,
  now: number,
): DebtorAccount | undefined {
  checkUpload(
    announced,
    bytes,
    entries.map(({ initiation }) => initiation.InstructedAmount.Amount),
  )
  for (const entry of entries)
    withFilePaths(entry, () => checkDomestic({ Data: { Initiation: entry.initiation } }, now))
  checkDays(days, announced.RequestedExecutionDateTime, now)
  return debtorOf(announced, entries)
}

/**
 * Does what refuses by the path in a payment's initiation; a refusal then names the place in the
 * file.
 */
export function withFilePaths<R>({ pathOf: placeOf }: FileEntry, work: () => R): R {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [first, ...more] = error.faults.map((fault) => movedTo(fault, placeOf)) as [Fault, ...Fault[]]
    throw new Problem(first.code, first.message, { ...(first.path !== undefined && { path: first.path }), more })
  }
}

function movedTo({ code, message, path }: Fault, placeOf: FileEntry['pathOf']): Fault {
  const [, field] = /^Data\.Initiation\.(.+)$/.exec(path ?? '') ?? []
  if (path === undefined || field === undefined)
    throw new Error(`a rule of a payment refuses by its fields: ${message}`)
  const place = placeOf(field)
  return { code, message: message.replaceAll(path, place), path: place }
}

/** A file that names a day is paid on it: the one that the consent names, too. */
function checkDays(days: ParsedFile['days'], asked: string | undefined, now: number): void {
  for (const { day, path } of days) {
    const at = parseInstant(day, path)
    const dayAsked = asked && new Date(asked).toISOString().slice(0, 10)
    if (dayAsked === undefined ? at > now : day !== dayAsked)
      throw new Problem(
        'date-invalid',
        `${path} is ${day}, but the consent's RequestedExecutionDateTime is ${dayAsked ?? 'not there: the file is paid at once'}`,
        { path },
      )
  }
}

/** The one account that all payments leave, as far as anybody names it. */
function debtorOf({ DebtorAccount: first }: FileInitiation, entries: readonly FileEntry[]): DebtorAccount | undefined {
  let named = first
  for (const { initiation, pathOf: placeOf } of entries) {
    const own = initiation.DebtorAccount
    if (own === undefined) continue
    named ??= own
    if (numberOf(own) === numberOf(named)) continue
    const path = placeOf('DebtorAccount.Identification')
    const why = first ? 'the account that the consent names' : 'the account that other payments of the file leave'
    throw new Problem('field-invalid', `${path} is not ${why}; one order pays from one account`, { path })
  }
  return named
}

/** Whichever way an account of this bank is named, it is the same one. */
const numberOf = (account: DebtorAccount): string =>
  sortCodeAndNumber(account) ?? `${account.SchemeName} ${account.Identification}`

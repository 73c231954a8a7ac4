import { sortCodeAndNumber } from '#bank/account-information/iban.ts'
import { type Fault, Problem } from '#bank/base/problem.ts'
import { checkUpload } from '#bank/payments/file-announcement.ts'
import type { FileInitiation } from '#bank/payments/initiation-schemas.ts'
import { checkDomestic } from '#bank/payments/rules.ts'
import type { DebtorAccount } from '#bank/standard/cash-accounts.ts'
import { parseInstant } from '#bank/time/clock.ts'
import type { FileEntry, ParsedFile } from './file-payment.ts'

/**
 * Rejects a parsed file that differs from its announcement or contains a payment that would be
 * rejected by itself. Returns the account to debit, if the consent or the file names one.
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

/** Runs a check of one payment, and replaces the paths of its faults by paths in the file. */
export function withFilePaths<R>({ pathOf }: FileEntry, work: () => R): R {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [first, ...more] = error.faults.map((fault) => withFilePath(fault, pathOf)) as [Fault, ...Fault[]]
    throw new Problem(first.code, first.message, { ...(first.path !== undefined && { path: first.path }), more })
  }
}

function withFilePath({ code, message, path }: Fault, pathOf: FileEntry['pathOf']): Fault {
  const [, field] = /^Data\.Initiation\.(.+)$/.exec(path ?? '') ?? []
  if (path === undefined || field === undefined)
    throw new Error(`a payment rule must reject with a path below Data.Initiation: ${message}`)
  const filePath = pathOf(field)
  return { code, message: message.replaceAll(path, filePath), path: filePath }
}

/** Rejects a file whose execution day differs from that of its consent. */
function checkDays(days: ParsedFile['days'], requested: string | undefined, now: number): void {
  for (const { day, path } of days) {
    const at = parseInstant(day, path)
    const requestedDay = requested && new Date(requested).toISOString().slice(0, 10)
    if (requestedDay === undefined ? at > now : day !== requestedDay)
      throw new Problem(
        'date-invalid',
        requestedDay === undefined
          ? `${path}: must not be in the future, because the consent has no RequestedExecutionDateTime (got ${day})`
          : `${path}: must be ${requestedDay}, the consent's RequestedExecutionDateTime (got ${day})`,
        { path },
      )
  }
}

/**
 * Returns the one account that all payments debit, if the consent or the file names it. Rejects
 * different accounts.
 */
function debtorOf({ DebtorAccount: first }: FileInitiation, entries: readonly FileEntry[]): DebtorAccount | undefined {
  let named = first
  for (const { initiation, pathOf } of entries) {
    const own = initiation.DebtorAccount
    if (own === undefined) continue
    named ??= own
    if (numberOf(own) === numberOf(named)) continue
    const path = pathOf('DebtorAccount.Identification')
    const source = first ? 'the consent' : 'the other payments of the file'
    throw new Problem(
      'field-invalid',
      `${path}: must be the same account as in ${source}, because one order debits one account`,
      { path },
    )
  }
  return named
}

/** Two identifications of one account of this bank are equal. */
const numberOf = (account: DebtorAccount): string =>
  sortCodeAndNumber(account) ?? `${account.SchemeName} ${account.Identification}`

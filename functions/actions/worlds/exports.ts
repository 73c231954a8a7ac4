import { accountBalanceAt, iterateEntries } from '#actions/accounts/entries.ts'
import { findAccount, holderNameOf } from '#actions/accounts/lookup.ts'
import { lastLegAt, readLegsBetween } from '#actions/ledger/journal.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { secondsOf } from '#bank/time/clock.ts'
import { writeCamt053 } from '#formats/camt053.ts'
import { writeCsv } from '#formats/csv.ts'
import { writeOfx } from '#formats/ofx.ts'
import type { AccountSource, Part } from '#formats/part.ts'
import { parseSpan } from '#formats/span.ts'
import { transactions } from '#formats/tables.ts'
import type { FileChunks } from '#formats/write.ts'
import { bankOf, firstMonth } from '#mocks/base/bank.ts'
import { startOf } from '#mocks/base/calendar.ts'
import type { World } from '#store/world.ts'

/** The formats in which an account can be downloaded. */
export const downloadFormats = {
  csv: { media: 'text/csv', ending: 'csv', write: writeCsv(transactions) },
  ofx: { media: 'application/x-ofx', ending: 'ofx', write: writeOfx },
  'camt.053': { media: 'application/xml', ending: 'xml', write: writeCamt053 },
} as const satisfies Record<string, { media: string; ending: string; write: (part: Part) => FileChunks<string> }>

export type DownloadFormat = keyof typeof downloadFormats

/**
 * Exports the entries of one account up to the world's now as a file, edits and payments included.
 * The span is at most ten years, which bounds the size.
 */
export async function exportAccount(
  world: World,
  _grant: Grant<'world'>,
  accountId: string,
  { format, ...days }: { format: DownloadFormat; from?: string | undefined; to?: string | undefined },
): Promise<{ media: string; fileName: string; text: string }> {
  const bank = bankOf(world)
  const account = findAccount(world, accountId)
  if (!account)
    throw new Problem(
      'account-not-found',
      `path AccountId: this world has no account ${accountId.slice(0, 60)}; GET /control/worlds/${world.id}/customers lists them`,
      {
        path: 'path AccountId',
      },
    )
  const now = secondsOf(world)
  const bounds = { first: startOf(firstMonth(bank)), last: now, end: now, labelOf: (name: string) => `query ${name}` }
  const { media, ending, write } = downloadFormats[format]
  const accounts = [account]
  const span = parseSpan(days, bounds)
  const accountSource = accountSourceOf(world, await readLegsBetween(world, accountId, span))
  const part = { bank, customers: [account.customer], accounts, accountSource, ...span }
  return { media, fileName: `${accountId}.${ending}`, text: [...write(part)].join('') }
}

/**
 * Builds the source that the formats read one account from. `legs` are those of the exported span.
 */
const accountSourceOf = (world: World, legs: readonly Leg[]): AccountSource => ({
  holderName: (account) => holderNameOf(world, account),
  entries: (account, from, to) =>
    [...iterateEntries(world, account, { from, to, now: to }, legs)]
      .reverse()
      .map((located) => ({ ...located, account })),
  balanceAt: (account, at) => accountBalanceAt(world, account, at, lastLegAt(legs, at)),
})

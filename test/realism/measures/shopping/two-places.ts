import type { Entry } from '#mocks/history/entry.ts'
import { isCardSpending, type Ledger, ledgerEntries } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyFaults } from '#test/realism/tallies.ts'

/** Merchants where the customer stands: food, drink, transport, fuel, pharmacies, hair, cinemas. */
const inPerson: ReadonlySet<string> = new Set([
  '5411',
  '5499',
  '5814',
  '5812',
  '5813',
  '4111',
  '4121',
  '5541',
  '5912',
  '7230',
  '7832',
])
const longest = 24 * 3600

/**
 * Between two purchases abroad within a day, the customer was not in a shop at home. A joint
 * account has two holders and does not count.
 */
export const twoPlaces: Measure = {
  id: 'two-places-at-once',
  name: 'purchases at home between two abroad within a day',
  unit: 'percent',
  range: [0, 0],
  source: 'a rule of nature, for one holder of a card',
  byPersona: 'same',
  start: tallyFaults(({ ledgers }, count) => {
    const visits = ledgers.filter(({ role }) => role !== 'joint').flatMap(visitsIn)
    visits.sort((a, b) => a.made - b.made)
    let abroad: number | undefined
    let wasHome = false
    for (const { made, isAbroad } of visits) {
      if (!isAbroad) wasHome = true
      else {
        if (abroad !== undefined && made - abroad <= longest) count(wasHome)
        abroad = made
        wasHome = false
      }
    }
  }),
}

type Visit = { readonly made: number; readonly isAbroad: boolean }

const visitsIn = (ledger: Ledger): Visit[] =>
  [...ledgerEntries(ledger)]
    .filter((entry) => isCardSpending(entry) && inPerson.has(entry.mcc))
    .map((entry: Entry) => ({ made: entry.made, isAbroad: Boolean(entry.exchange) || ledger.currency !== 'GBP' }))

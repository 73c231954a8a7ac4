import { entriesOf } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyFaults } from '#test/realism/tallies.ts'

const betting = '7995'

/** Bets paid by credit card. */
export const creditCardBets: Measure = {
  id: 'credit-card-bets',
  name: 'bets among credit-card payments',
  unit: 'percent',
  range: [0, 0],
  source: 'Gambling Commission: banned in Great Britain since 14 April 2020',
  byPersona: 'same',
  start: tallyFaults((life, count) => {
    for (const { kind, mcc } of entriesOf(life)) if (kind === 'credit-card-purchase') count(mcc === betting)
  }),
}

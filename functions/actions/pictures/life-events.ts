import {
  findBeginningAndEnd,
  findHolidays,
  findInterest,
  findLoans,
  findMoves,
  findRepairs,
  findTaxes,
} from './events-of-home.ts'
import { findBetsAndHelp, findCardDebts, findMissedPayments, findOverdrafts, findScams } from './events-of-trouble.ts'
import { findLostJobs, findNewJobs, findRisesAndBonuses } from './events-of-work.ts'
import { eventWeights, type LifeEvent, type LifeRecord } from './life-event.ts'

const detectors: readonly ((record: LifeRecord) => LifeEvent[])[] = [
  ...[findBeginningAndEnd, findHolidays, findInterest, findLoans, findMoves, findRepairs, findTaxes],
  ...[findBetsAndHelp, findCardDebts, findMissedPayments, findOverdrafts, findScams],
  ...[findLostJobs, findNewJobs, findRisesAndBonuses],
]

/** The most events of one picture. */
const mostEvents = 12

/**
 * Finds what happened in a customer's life, from the entries of the accounts alone: nothing is told
 * that the API does not show. Returns the most telling events, oldest first.
 */
export const findLifeEvents = (record: LifeRecord): LifeEvent[] =>
  detectors
    .flatMap((detect) => detect(record))
    .sort((a, b) => eventWeights[b.kind] - eventWeights[a.kind] || b.at - a.at)
    .slice(0, mostEvents)
    .sort((a, b) => a.at - b.at)

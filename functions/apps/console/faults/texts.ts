import type { FaultView } from '#actions/faults/faults.ts'

/**
 * Says whom a fault reaches and what remains of it: `Spendy, CreateDomesticPayments · 4 of 5 calls
 * left`.
 */
export function sayFault(
  { when = {}, parameters, quiet, used = 0 }: FaultView,
  names: ReadonlyMap<string, string>,
): string {
  const { operations, partner, account, count, probability, from, to } = when
  const whom = [
    partner === undefined ? [] : (names.get(partner) ?? partner),
    operations === undefined
      ? partner === undefined && account === undefined
        ? 'every call where it applies'
        : []
      : operations.length > 2
        ? `${operations.length} operations`
        : operations.join(', '),
    account === undefined ? [] : account,
  ].flat()
  const left =
    count === undefined
      ? 'until disarmed'
      : `${Math.max(0, count - used)} of ${count} ${count === 1 ? 'call' : 'calls'} left`
  const more = [
    ...Object.entries(parameters ?? {}).map(([name, value]) => `${name} ${value}`),
    ...(probability === undefined ? [] : [`${Math.round(probability * 1000) / 10} % of calls`]),
    ...(from === undefined && to === undefined ? [] : ['in a span of the clock']),
    ...(quiet ? ['quiet'] : []),
  ]
  return [whom.join(', '), left, ...more].join(' · ')
}

/** Whether a fault has reached as many calls as it may: it stays in the list, and reaches none. */
export const isUsedUp = ({ when, used = 0 }: FaultView): boolean => when?.count !== undefined && used >= when.count

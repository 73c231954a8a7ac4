import type { EventKind } from '#actions/pictures/life-event.ts'
import type { IconName } from '#looks/index.ts'

/** The sign of each kind of event. */
export const eventIcons: Readonly<Record<EventKind, IconName>> = {
  bets: 'trophy',
  bonus: 'gift',
  car: 'car',
  'card-cleared': 'card',
  'card-full': 'card',
  death: 'heart',
  funeral: 'heart',
  help: 'people',
  holiday: 'sun',
  home: 'house',
  interest: 'plus',
  loan: 'bank',
  'missed-payment': 'warn',
  'new-job': 'person',
  opened: 'rocket',
  'out-of-overdraft': 'check',
  'out-of-work': 'pause',
  overdraft: 'warn',
  refund: 'restore',
  repair: 'bolt',
  rise: 'arrow',
  scam: 'warn',
  tax: 'scale',
}

/** The kinds that show trouble: their sign has the colour of loss. */
export const troubles: ReadonlySet<EventKind> = new Set([
  'bets',
  'card-full',
  'missed-payment',
  'out-of-work',
  'overdraft',
  'scam',
])

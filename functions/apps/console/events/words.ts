import type { EventKind } from '#bank/events/kinds.ts'

/** Names a kind of event for people: `payment.awaiting-approval` is `Payment awaiting approval`. */
export function nameKind(kind: EventKind | string): string {
  const words = kind.replaceAll(/[.-]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

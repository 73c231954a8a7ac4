import { stream } from './chance.ts'

/** Sort code and number of somebody who banks elsewhere; the same name has the same account. `009` begins no real bank's sort code. */
export function externalAccountOf(name: string): string {
  const lot = stream(name)
  return `009${String(lot % 1000).padStart(3, '0')}${String(10_000_000 + (Math.floor(lot / 1000) % 90_000_000))}`
}

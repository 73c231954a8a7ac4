import type { Tone } from '#looks/index.ts'

const dayMs = 86_400_000

/** Says how long a certificate is still valid. `now` is epoch milliseconds of real time. */
export function describeExpiry(expiresAt: string, now: number): { readonly tone: Tone; readonly words: string } {
  const days = Math.floor((Date.parse(expiresAt) - now) / dayMs)
  if (days < 0) return { tone: 'problem', words: 'expired' }
  const words = days === 1 ? '1 day' : `${days} days`
  return { tone: days < 30 ? 'pending' : 'settled', words }
}

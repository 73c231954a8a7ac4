import { Problem } from '#bank/base/problem.ts'
import { keyOf, secretPrefix } from './webhook-message.ts'

/** The least and the most bytes of a secret (Standard Webhooks, "Symmetric signatures"). */
const [fewestBytes, mostBytes] = [24, 64]

/**
 * Checks the secret that a caller chose, and returns it. Throws `field-invalid`, which does not
 * repeat the secret.
 */
export function checkSecret(text: string): string {
  const reject = (got: string): never => {
    const why = `secret: must be ${secretPrefix} and ${fewestBytes} to ${mostBytes} random bytes in base64 (got ${got}); send none to get a random one`
    throw new Problem('field-invalid', why, { path: 'secret' })
  }
  if (!text.startsWith(secretPrefix)) reject(`a text without ${secretPrefix}`)
  const key = keyOf(text)
  // Node skips what is no base64, and other libraries would then read another key.
  if (key.toString('base64') !== text.slice(secretPrefix.length)) reject('a text that is not base64 with its padding')
  if (key.length < fewestBytes || key.length > mostBytes) reject(`${key.length} bytes`)
  return text
}

/** Formats a random text as a secret. */
export const formatSecret = (random: string): string => secretPrefix + Buffer.from(random).toString('base64')

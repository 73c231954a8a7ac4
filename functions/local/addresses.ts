import { hostname, networkInterfaces } from 'node:os'

/**
 * Returns the names under which other machines reach this one, as in a URL: its addresses, its host
 * name and its `.local` name (mDNS).
 */
export function namesOfMachine(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
  const name = hostname().toLowerCase()
  return [
    ...addresses.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address)),
    name,
    `${name.split('.')[0]}.local`,
  ]
}

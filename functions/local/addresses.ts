import { hostname, networkInterfaces } from 'node:os'
import { renderUnicodeCompact } from 'uqr'

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

/**
 * Returns the base URL of a sandbox that listens on `host`: an address that other machines reach if
 * it listens on one, else localhost.
 */
export function baseUrlOf(host: string, port: number): string {
  const isEvery = ['0.0.0.0', '::', ''].includes(host)
  const address = isEvery ? findLanAddress() : isLoopbackName(host) ? undefined : host
  return `http://${address?.includes(':') ? `[${address}]` : (address ?? 'localhost')}${port === 80 ? '' : `:${port}`}`
}

/**
 * Returns the QR code of a base URL as lines of text, or nothing if only this machine reaches it.
 */
export function renderQrCode(baseUrl: string): string {
  const name = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '')
  return isLoopbackName(name) ? '' : renderUnicodeCompact(baseUrl)
}

const isLoopbackName = (host: string): boolean => /^(?:localhost|.*\.localhost|127\..*|::1)$/.test(host)

/** Returns the first private IPv4 address of the machine, else any other IPv4 address. */
function findLanAddress(): string | undefined {
  const others = Object.values(networkInterfaces())
    .flatMap((some) => some ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
  // Containers and virtual machines use 172.16.0.0/12, so it comes last.
  return (
    others.find((address) => /^(?:192\.168|10)\./.test(address)) ??
    others.find((address) => !address.startsWith('169.254.'))
  )
}

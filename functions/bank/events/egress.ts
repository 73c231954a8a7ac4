import ipaddr from 'ipaddr.js'
import { Problem } from '#bank/base/problem.ts'

/*
 * Where a sandbox may send events. A URL comes from a caller, so it must not reach what only the
 * sandbox can: its own network, or the metadata service of its cloud.
 */

/** `isLocal`: the sandbox runs on a machine of its users. `path`: where the caller sent the URL. */
type Egress = { readonly isLocal: boolean; readonly path?: string }

/** The ports of a sandbox in the cloud. On a laptop every port is allowed. */
const cloudPorts = [443, 8443]

/** The longest URL, in characters. */
const longestUrl = 2_048

/** Names that only a private network resolves (RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const privateNames =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|arpa|test|invalid|alt|onion)$/

/**
 * Checks a URL that events are to be sent to, and returns it parsed. A name passes: its addresses
 * are checked when the sender connects. Throws `field-invalid` with the path and the reason.
 */
export function checkUrl(text: string, { isLocal, path = 'url' }: Egress): URL {
  const reject = (why: string): never => {
    const shown = text.length > 100 ? `${text.slice(0, 100)}...` : text
    throw new Problem('field-invalid', `${path}: ${why} (got ${JSON.stringify(shown)})`, { path })
  }
  if (text.length > longestUrl) reject(`must be at most ${longestUrl} characters long`)
  // The parser of URLs drops or changes these, so that a reader sees another URL than it does.
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(text)) reject('must not contain spaces, backslashes or control characters')
  const url = URL.parse(text) ?? reject('must be an absolute URL that begins with https://')
  const { protocol, hostname, port, username, password, hash } = url
  if (protocol !== 'https:' && !(isLocal && protocol === 'http:'))
    reject(isLocal ? 'must begin with http:// or https://' : 'must begin with https://')
  // The parser accepts `https:host` and `https:///host` too.
  if (!/^https?:\/\/[^/]/i.test(text)) reject('must have two slashes before its host')
  if (username !== '' || password !== '' || /^[^/]*\/\/[^/?#]*@/.test(text))
    reject('must not contain a user name or password; verify the signature of each message instead')
  if (hash !== '' || text.includes('#')) reject('must not have a fragment (#...)')
  if (port === '0') reject('must not name port 0')
  if (!isLocal && !cloudPorts.includes(port === '' ? 443 : Number(port)))
    reject(`must use one of the ports ${cloudPorts.join(' and ')}`)
  const address = readAddress(hostname)
  const why = address ? whyNotAddress(address, isLocal) : whyNotName(hostname, isLocal)
  if (why !== undefined) reject(why)
  return url
}

/**
 * Checks an address (IPv4, or IPv6 without brackets) that the sender is about to connect to. Throws
 * `field-invalid` with the reason.
 */
export function checkAddress(ip: string, { isLocal, path = 'url' }: Egress): void {
  const address = readAddress(ip)
  const why = address ? whyNotAddress(address, isLocal) : 'must lead to an IP address'
  if (why !== undefined) throw new Problem('field-invalid', `${path}: ${why} (got ${ip})`, { path })
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Reads an address as a URL writes it; undefined for a name. */
function readAddress(host: string): Address | undefined {
  const text = host.replace(/^\[(.*)\]$/, '$1')
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined
}

/** Why a name is not allowed; undefined if it is. */
function whyNotName(name: string, isLocal: boolean): string | undefined {
  if (name.endsWith('.')) return 'must not have a dot at the end of its host name'
  if (name.length > 253) return 'must have a host name of at most 253 characters'
  const labels = name.split('.')
  if (labels.some((label) => label.length > 63)) return 'must not have more than 63 characters between two dots'
  if (labels.some((label) => !/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(label)))
    return 'must have a host name of letters, digits and hyphens'
  if (isLocal) return undefined
  if (labels.length < 2) return 'must have a public host name, with a dot'
  if (privateNames.test(name)) return 'must have a public host name; this one is for private networks'
  return undefined
}

/** The ranges that a laptop may send to, in addition to public addresses. */
const localRanges: readonly string[] = ['loopback', 'private', 'uniqueLocal']

/** Public addresses that only the virtual machines of a cloud reach: Azure's metadata. */
const hostAddresses: readonly string[] = ['168.63.129.16']

/** Every public IPv6 address begins with these bits (RFC 4291, 2.4). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Why an address is not allowed; undefined if it is. Only what is known to be public passes. An
 * IPv6 address with an IPv4 address inside never does: the outer one says nothing about the inner.
 */
function whyNotAddress(address: Address, isLocal: boolean): string | undefined {
  const range = address.range()
  if (isLocal && localRanges.includes(range)) return undefined
  if (range !== 'unicast' || hostAddresses.includes(address.toString()))
    return `must not lead to ${rangeNames[range] ?? 'a reserved address'}`
  if (!(address instanceof ipaddr.IPv6)) return undefined
  if (!address.match(globalUnicast)) return 'must not lead to a reserved address'
  return isIsatap(address) ? `must not lead to ${embedded}` : undefined
}

/** Whether an interface id holds an IPv4 address (ISATAP, RFC 5214, 6.1). */
const isIsatap = ({ parts }: ipaddr.IPv6): boolean => ((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe

const embedded = 'an IPv6 address that holds an IPv4 address'
const rangeNames: Readonly<Record<string, string>> = {
  loopback: 'the sandbox itself (a loopback address)',
  private: 'a private address',
  uniqueLocal: 'a private address',
  deprecatedSiteLocal: 'a private address',
  carrierGradeNat: 'an address of a provider (100.64.0.0/10)',
  linkLocal: 'a link-local address, such as the metadata service of a cloud',
  unspecified: 'an unspecified address; name the host, such as 127.0.0.1',
  broadcast: 'a broadcast address',
  multicast: 'a multicast address',
  ipv4Mapped: embedded,
  rfc6145: embedded,
  rfc6052: embedded,
  '6to4': embedded,
  teredo: embedded,
  unicast: 'the metadata service of a cloud',
}

const oldest = '22.18'

/** Throws one clear line for a version of Node that this SDK does not run on. */
export function checkNodeVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return
  const error = new Error(
    `@sandbank/sdk needs Node ${oldest} or newer; this is ${version}. Install it: https://nodejs.org`,
  )
  // The place in the SDK says nothing to its user.
  error.stack = error.message
  throw error
}

// Each entry imports this file first. A browser has no version of Node.
const { process: host } = globalThis as { process?: { versions?: { node?: string } } }
if (host?.versions?.node !== undefined) checkNodeVersion(host.versions.node)

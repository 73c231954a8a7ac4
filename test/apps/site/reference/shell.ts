import type { TestSandbox } from '#test/support/sandbox.ts'

/** What a command of curl received. */
type Received = { readonly status: number; readonly text: string }

/**
 * Creates a small shell that runs the samples of the reference in this process: it sets variables
 * from answers, and sends what curl would send.
 */
export function createShell(request: TestSandbox['request']) {
  const variables = new Map<string, string>()
  const fill = (text: string) => text.replaceAll(/\$(\w+)/g, (_, name) => variables.get(name) ?? '')

  /** Sends one command of curl. */
  async function send(command: string): Promise<Received> {
    const texts = [...command.matchAll(/"((?:[^"])*)"|'((?:[^']|'"\$\w+"')*)'|(\S+)/g)].map(
      ([, double, single, bare]) =>
        single === undefined
          ? fill((double ?? bare ?? '').replace('$(date +%s)-$RANDOM', crypto.randomUUID()))
          : single.replaceAll(/'"(\$\w+)"'/g, (_, name) => fill(name)),
    )
    const after = (flag: string) => texts.flatMap((one, n) => (one === flag ? [texts[n + 1] as string] : []))
    const headers = after('-H').map((one) => one.split(/: (.*)/s).slice(0, 2) as [string, string])
    const isForm = after('-d').some((one) => /^\w+=/.test(one))
    const body = after('-d').join('&')
    const url = texts.find((one) => one.startsWith('http'))?.replace('seconds=10', 'seconds=0') as string
    const response = await request(url, {
      method: after('-X')[0] ?? (isForm ? 'POST' : 'GET'),
      headers: [
        ...headers,
        ...(isForm ? [['content-type', 'application/x-www-form-urlencoded'] as [string, string]] : []),
      ],
      ...(body !== '' && { body }),
    })
    return { status: response.status, text: await response.text() }
  }

  return {
    /** Runs a sample. Returns what its last command received. */
    async run(sample: string): Promise<Received> {
      let last: Received = { status: 0, text: '' }
      const commands = sample
        .replaceAll(/ \\\n\s*/g, ' ')
        .split(/\n(?=\w+=\$\(|curl |#|\n)/)
        .filter((one) => one.trim() !== '' && !one.startsWith('#'))
      for (const command of commands) {
        const [, name, inner] = /^\s*(\w+)=\$\((.*)\)$/s.exec(command) ?? []
        const [call, ...pipe] = (inner ?? command.trim()).split(' | ')
        const known = /^printf %s "\$(\w+)"/.exec(call ?? '')?.[1]
        if (known === undefined) last = await send(call as string)
        const text = known === undefined ? last.text : (variables.get(known) as string)
        if (name !== undefined) variables.set(name, pick(text, pipe.join(' | ')))
      }
      return last
    },
  }
}

/** Picks the text that `grep`, `head`, `cut` and `sed` of the samples pick. */
function pick(text: string, pipe: string): string {
  const [, field] = /grep -o '"(\w+)":/.exec(pipe) ?? []
  if (field !== undefined) return new RegExp(`"${field}":"([^"]*)"`).exec(text)?.[1] ?? ''
  if (pipe.includes('BEGIN CERTIFICATE'))
    return /BEGIN CERTIFICATE-----([^-]*)/.exec(text)?.[1]?.replaceAll('\\n', '') ?? ''
  return text
}

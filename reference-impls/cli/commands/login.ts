import { defineCommand } from '#cli/command.ts'
import { createContext, parseUrl } from '#cli/context.ts'
import { Failure, toFailure } from '#cli/failure.ts'
import { readLogins, writeSecret } from '#cli/worlds/memory.ts'

export const login = defineCommand({
  path: 'login',
  about: 'Use a sandbox in the cloud: keep its URL and organiser key',
  details:
    'The key is stored for your user only (mode 0600). `sandbank login http://localhost:4000` goes back to this machine',
  arguments: { url: { about: 'base URL of the sandbox' } },
  options: {
    key: { about: 'organiser key; asked for on a terminal if absent; - reads it from the input', value: 'KEY' },
  },
  examples: [
    'sandbank login https://bank.example',
    'echo "$ORGANISER_KEY" | sandbank login https://bank.example --key -',
  ],
  async run(context, { args, options }) {
    const url = parseUrl(args.url)
    const { terminal } = context
    const isHere = /^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(url)
    const given = options.key === '-' ? await context.readInput() : options.key
    const organiserKey = given ?? (terminal.isInteractive && !isHere ? await terminal.ask('Organiser key:') : '')
    const there = await createContext(
      { ...context, env: { ...context.env, SANDBANK_ORGANISER_KEY: organiserKey } },
      { url },
    )
    if (organiserKey === '' && !isHere) throw new Failure('usage', '--key: missing', `sandbank login ${url} --key KEY`)
    // Checks the key before it is stored.
    await there.organise('GET', '/worlds').catch((error) => {
      throw toFailure(error, url, undefined)
    })
    const logins = await readLogins(context.loginFile)
    if (organiserKey !== '') await writeSecret(context.loginFile, { ...logins, [url]: { organiserKey } })
    await context.remember((memory) => ({ ...memory, url }))
    return { json: { url, file: context.loginFile }, people: `This folder uses ${url}.\nnext:  sandbank world list` }
  },
})

import { spawn } from 'node:child_process'
import { defineCommand } from '#cli/command.ts'

const pages: Readonly<Record<string, (world: string) => string>> = {
  start: () => '/',
  reference: () => '/reference',
  scenarios: () => '/scenarios',
  problems: () => '/problems',
  customers: () => '/customers',
  customer: (world) => `/authorization/${world}/customer`,
}

const openers: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', '""'],
}

export const open = defineCommand({
  path: 'open',
  about: 'Open a page of the sandbox in the browser',
  arguments: { page: { about: 'which page (default start)', isOptional: true, choices: Object.keys(pages) } },
  options: { print: { about: 'print the address only' } },
  examples: ['sandbank open', 'sandbank open reference', 'sandbank open customer --print'],
  async run(context, { args, options }) {
    const world = await context.world()
    // A page that cannot be reached is not opened.
    await world.call('GET', '')
    const url = `${context.url}${pages[args.page ?? 'start']?.(world.id)}`
    if (!options.print && context.terminal.isInteractive) {
      const [command = '', ...before] = openers[process.platform] ?? ['xdg-open']
      const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true })
      child.once('error', () => context.terminal.note(`${command}: not found; open the address yourself`))
      child.unref()
    }
    return { json: { url }, people: url }
  },
})

import { CommanderError, Option, Command as Program } from 'commander'
import { findFolder, readMemory } from '#cli/worlds/memory.ts'
import type { Command, OptionSpec } from './command.ts'
import { commands } from './commands.ts'
import { complete } from './completion.ts'
import { type CommonOptions, createContext, defaultUrl, type Environment } from './context.ts'
import { exitCodes, Failure, toFailure } from './failure.ts'
import { toFlag } from './flag.ts'

/** What the groups of commands are for. */
const groups: Readonly<Record<string, string>> = {
  world: 'Create, copy, compare and delete worlds',
  clock: 'Show and move the time of a world',
  customer: 'Find customers and their accounts',
  partner: 'Register the apps that call the bank',
  consent: 'Ask customers for consent, as a partner',
  fault: 'Break the bank on purpose',
  events: 'Follow what happens, and make it happen',
  data: 'Download data of the bank',
}

const common = [
  new Option('--world <id>', 'id or name of a world; overrides `world use` and SANDBANK_WORLD'),
  new Option('--url <url>', `base URL of the sandbox; overrides SANDBANK_URL (default ${defaultUrl})`),
  new Option('--json', 'print JSON for programs'),
]

/** Milliseconds after which a command says that it still works. */
const patience = 1_000

/** Runs the command line and returns the exit code. */
export async function runProgram(argv: readonly string[], version: string, open: (isJson: boolean) => Environment) {
  if (argv[0] === '__complete') {
    const memory = await readMemory(await findFolder(open(false).cwd))
    for (const words of complete(commands, memory, argv.slice(1))) open(false).terminal.print(words.join('\t'))
    return 0
  }
  let ended: number | undefined
  const isJson = argv.includes('--json')
  const program = buildProgram(version, async (command, args, options) => {
    ended = await runCommand(command, args, options, open(isJson))
  })
  try {
    await program.parseAsync(argv as string[], { from: 'user' })
    return ended ?? 0
  } catch (error) {
    if (error instanceof Failure) {
      printFailure(error, open(isJson), isJson)
      return exitCodes[error.kind]
    }
    if (!(error instanceof CommanderError)) throw error
    const isHelp = error.code === 'commander.helpDisplayed' || error.code === 'commander.version'
    return isHelp ? 0 : exitCodes.usage
  }
}

type Run = (command: Command, args: Record<string, unknown>, options: Record<string, unknown>) => Promise<void>

/** Builds the program from the table of commands. */
function buildProgram(version: string, run: Run): Program {
  const program = new Program('sandbank')
    .description('Sandbank: a synthetic bank over the UK Open Banking standard.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .exitOverride()
    .showHelpAfterError('Run the command with --help to see how it is used.')
    .configureHelp({ subcommandTerm: termOf })
    .addHelpText(
      'after',
      `
Start:
  $ sandbank up                         start a sandbox
  $ sandbank pay 12.34 "Amara Okafor"   pay, in another terminal
  $ sandbank events listen              see what happens

Every command takes --json, --world and --url. Exit codes: 0 done, 1 failed, 2 wrong use,
3 no sandbox answers, 4 rejected, 5 not found.`,
    )
  for (const command of commands) addCommand(program, command, run)
  return program
}

/** Names a command and its arguments in the list of commands. */
const termOf = (command: Program): string =>
  [
    command.name(),
    ...command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`)),
  ].join(' ')

function addCommand(program: Program, command: Command, run: Run): void {
  const words = command.path.split(' ')
  let parent = program
  for (const word of words.slice(0, -1)) {
    const found = parent.commands.find((one) => one.name() === word)
    parent = found ?? parent.command(word).description(groups[word] ?? '')
  }
  const added = parent
    .command(words.at(-1) as string)
    .description(command.details ? `${command.about}. ${command.details}` : command.about)
  added.summary(command.about)
  for (const [name, { about, isOptional, isRepeated, choices }] of Object.entries(command.arguments)) {
    const text = `${name}${isRepeated ? '...' : ''}`
    const one = added.createArgument(isOptional ? `[${text}]` : `<${text}>`, about)
    added.addArgument(choices ? one.choices(choices) : one)
  }
  for (const [name, spec] of Object.entries(command.options)) added.addOption(buildOption(name, spec))
  for (const option of common) added.addOption(option)
  added.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  $ ${line}`).join('\n')}`)
  added.action(async (...values: unknown[]) => {
    const names = Object.keys(command.arguments)
    await run(command, Object.fromEntries(names.map((name, n) => [name, values[n]])), added.opts())
  })
}

function buildOption(name: string, { about, value, isRepeated, choices, parse }: OptionSpec): Option {
  const flag = `--${toFlag(name)}`
  const option = new Option(value === undefined ? flag : `${flag} <${value}>`, about)
  if (choices) option.choices(choices)
  if (isRepeated || parse) {
    const read = (text: string) => (parse ? parse(text, flag) : text)
    option.argParser((text, before: unknown) =>
      isRepeated ? [...((before as unknown[] | undefined) ?? []), read(text)] : read(text),
    )
  }
  return option
}

/** Runs one command, prints its answer or why it failed, and returns the exit code. */
async function runCommand(
  command: Command,
  args: Record<string, unknown>,
  options: CommonOptions & Record<string, unknown>,
  environment: Environment,
): Promise<number> {
  const { terminal, now } = environment
  let url = defaultUrl
  const endProgress = command.isEndless ? () => {} : showProgress(command, environment, now())
  try {
    const context = await createContext(environment, options)
    url = context.url
    const answer = await command.run(context, { args: args as never, options: options as never })
    endProgress()
    if (answer)
      terminal.print(options.json ? JSON.stringify(answer.json, null, 2) : nameProgram(answer.people, environment))
    return 0
  } catch (error) {
    endProgress()
    const failure = toFailure(error, url, command.nextIfMissing)
    printFailure(failure, environment, options.json === true)
    return exitCodes[failure.kind]
  }
}

/** Writes the program in the hints as the person called it: npx finds it, a shell does not. */
const nameProgram = (text: string, { env }: Environment): string =>
  env.npm_command === 'exec'
    ? text.replaceAll(/^(next:? .*)$/gm, (hint) => hint.replaceAll(/\bsandbank (?=[a-z])/g, 'npx sandbank '))
    : text

function printFailure({ kind, message, next, details }: Failure, environment: Environment, isJson: boolean): void {
  const { terminal } = environment
  if (isJson) {
    const error = { kind, message, ...(next !== undefined && { next }), ...details }
    terminal.note(JSON.stringify({ error }, null, 2))
    return
  }
  terminal.note(`${terminal.style('red', 'error')}: ${message}`)
  const { status, interactionId } = details
  if (interactionId !== undefined)
    terminal.note(terminal.style('dim', `status ${status}, interaction ${interactionId}`))
  if (next !== undefined) terminal.note(nameProgram(`next:  ${next}`, environment))
}

/** Says after a second, and each second from then on, that the command still works. */
function showProgress({ path }: Command, { terminal, now }: Environment, began: number): () => void {
  const timer = setInterval(
    () => terminal.showProgress(`sandbank ${path} ... ${Math.round((now() - began) / 1_000)} s`),
    patience,
  )
  timer.unref()
  return () => {
    clearInterval(timer)
    terminal.showProgress('')
  }
}

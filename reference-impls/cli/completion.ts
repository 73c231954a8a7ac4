import type { Memory } from '#cli/worlds/memory.ts'
import type { ArgumentSpec, Command } from './command.ts'
import { toFlag } from './flag.ts'

/** The scripts that ask `sandbank __complete` for the words that may come next. */
export const scripts = {
  bash: `_sandbank() {
  local IFS=$'\\n'
  COMPREPLY=($("$1" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
complete -o default -F _sandbank sandbank`,
  zsh: `#compdef sandbank
_sandbank() {
  local -a found
  found=("\${(@f)$(sandbank __complete "\${(@)words[2,CURRENT]}" 2>/dev/null | sed 's/:/\\\\:/g; s/\\t/:/')}")
  [[ -n "$found" ]] && _describe sandbank found || _files
}
compdef _sandbank sandbank`,
}

const common: readonly (readonly [name: string, about: string])[] = [
  ['--world', 'id or name of a world'],
  ['--url', 'base URL of the sandbox'],
  ['--json', 'print JSON for programs'],
  ['--help', 'show help'],
]

/**
 * Returns what may come as the last of `words`, each with what it is. Empty: a file, or a value
 * that only the person knows.
 */
export function complete(
  commands: readonly Command[],
  memory: Memory,
  words: readonly string[],
): readonly (readonly [name: string, about: string])[] {
  const before = words.slice(0, -1)
  const last = words.at(-1) ?? ''
  const starting = <T extends readonly [string, string]>(all: readonly T[]) =>
    all.filter(([name]) => name.startsWith(last))
  const path = before.filter((word) => !word.startsWith('-'))
  const command = findCommand(commands, path)
  const worlds = Object.entries(memory.worlds ?? {}).map(
    ([id, { name, url }]) => [name ?? id, `${id} at ${url}`] as const,
  )
  if (before.at(-1) === '--world') return starting([...worlds, ['wld_default', 'the first world of a sandbox']])

  const [, option] =
    Object.entries(command?.options ?? {}).find(([name]) => `--${toFlag(name)}` === before.at(-1)) ?? []
  if (option?.value !== undefined)
    return starting((option.choices ?? []).map((choice) => [choice, option.about] as const))
  if (before.at(-1) === '--url') return []

  if (last.startsWith('-')) {
    const own = Object.entries(command?.options ?? {}).map(([name, { about }]) => [`--${toFlag(name)}`, about] as const)
    return starting([...own, ...common])
  }
  const words2 = listNextWords(commands, path)
  if (words2.length > 0) return starting(words2)
  if (command === undefined) return []
  return starting(listValues(command, path.length - command.path.split(' ').length, worlds))
}

/** Finds the command whose words begin a line: the longest one. */
function findCommand(commands: readonly Command[], path: readonly string[]): Command | undefined {
  const fits = commands.filter(({ path: words }) => words.split(' ').every((word, n) => path[n] === word))
  return fits.toSorted((a, b) => b.path.length - a.path.length)[0]
}

/** Lists the words of commands that may come after those of a line. */
function listNextWords(commands: readonly Command[], path: readonly string[]): (readonly [string, string])[] {
  const next = new Map<string, string>()
  for (const { path: words, about } of commands) {
    const all = words.split(' ')
    const word = all[path.length]
    if (word === undefined || path.some((one, n) => all[n] !== one)) continue
    next.set(word, all.length === path.length + 1 ? about : 'commands')
  }
  return [...next]
}

/** Lists the values of the nth argument of a command. */
function listValues(command: Command, n: number, worlds: readonly (readonly [string, string])[]) {
  const [name, spec] = (Object.entries(command.arguments)[n] ?? []) as [string?, ArgumentSpec?]
  if (name === 'world' || name === 'with') return worlds
  return (spec?.choices ?? []).map((choice) => [choice, spec?.about ?? ''] as const)
}

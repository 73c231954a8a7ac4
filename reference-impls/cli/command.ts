import type { Context } from './context.ts'

/** What a command prints at its end: `json` with `--json`, else `people`. */
export type Answer = { readonly json: unknown; readonly people: string }

/** An option. One without `value` is a switch. */
export type OptionSpec = {
  readonly about: string
  /** The name of its value in the help, such as `N`. */
  readonly value?: string
  readonly isRepeated?: boolean
  readonly choices?: readonly string[]
  /** Turns the text into a value. Throws a Failure of kind `usage`. */
  readonly parse?: (text: string, name: string) => unknown
}

export type ArgumentSpec = {
  readonly about: string
  readonly isOptional?: boolean
  readonly isRepeated?: boolean
  readonly choices?: readonly string[]
}

type OptionSpecs = Readonly<Record<string, OptionSpec>>
type ArgumentSpecs = Readonly<Record<string, ArgumentSpec>>

type ValueOf<S extends OptionSpec> = S extends { value: string }
  ? S extends { parse: (text: string, name: string) => infer T }
    ? S extends { isRepeated: true }
      ? readonly T[]
      : T
    : S extends { isRepeated: true }
      ? readonly string[]
      : string
  : boolean
export type OptionValues<O extends OptionSpecs> = { readonly [K in keyof O]?: ValueOf<O[K]> }
type ArgumentValueOf<S extends ArgumentSpec> = S extends { isRepeated: true }
  ? readonly string[]
  : S extends { isOptional: true }
    ? string | undefined
    : string
export type ArgumentValues<A extends ArgumentSpecs> = { readonly [K in keyof A]: ArgumentValueOf<A[K]> }

/** A command as data: the program, its help and its completion are made from a table of them. */
export type CommandSpec<A extends ArgumentSpecs, O extends OptionSpecs> = {
  /** The words that call it, such as `world create`. */
  readonly path: string
  /** What it does: a verb and an object, for the list of commands. */
  readonly about: string
  /** More for its own help. */
  readonly details?: string
  readonly arguments: A
  readonly options: O
  /** Command lines to paste. */
  readonly examples: readonly string[]
  /** What to type when the object of the command does not exist. */
  readonly nextIfMissing?: string
  /** Whether it runs until it is stopped, so that no progress is shown. */
  readonly isEndless?: boolean
  readonly run: (
    context: Context,
    values: { readonly args: ArgumentValues<A>; readonly options: OptionValues<O> },
  ) => Promise<Answer | undefined>
}

/** A command of the table. */
export type Command = CommandSpec<ArgumentSpecs, OptionSpecs>

/** Describes a command, with the types of its arguments and options. */
export function defineCommand<const A extends ArgumentSpecs, const O extends OptionSpecs>(
  command: Omit<CommandSpec<A, O>, 'arguments' | 'options'> & { readonly arguments?: A; readonly options?: O },
): Command {
  return { arguments: {}, options: {}, ...command } as unknown as Command
}

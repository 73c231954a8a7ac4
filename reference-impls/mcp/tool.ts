import * as z from 'zod'
import type { Session } from './session.ts'

/** What a tool answers: `text` for the agent to read, and the same as data. */
export type ToolAnswer = { readonly text: string; readonly data: Readonly<Record<string, unknown>> }

/** A tool as data: the server is made from a table of them. */
export type Tool = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: z.ZodObject
  /** Whether it changes a world, so that it needs `--write`. */
  readonly writes: boolean
  /** Whether what it does cannot be undone. */
  readonly isFinal?: boolean
  readonly run: (session: Session, args: never) => Promise<ToolAnswer>
}

/** Describes a tool. Unknown arguments are rejected, and the error lists the known ones. */
export function defineTool<const Shape extends z.ZodRawShape>(
  tool: Omit<Tool, 'input' | 'run'> & {
    readonly input: Shape
    readonly run: (session: Session, args: z.output<z.ZodObject<Shape, z.core.$strict>>) => Promise<ToolAnswer>
  },
): Tool {
  const known = Object.keys(tool.input).join(', ') || 'none'
  const input = z.strictObject(tool.input, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys?.join(', ')}: unknown argument; known arguments: ${known}`
        : undefined,
  })
  return { ...tool, input, run: tool.run as Tool['run'] }
}

/** The argument that selects a world. */
export const worldArgument = z
  .string()
  .min(1)
  .max(40)
  .optional()
  .describe('Id of the world; may be absent if list_worlds shows only one')

/** An argument that is an instant. */
export const instantArgument = z.iso.datetime({
  offset: true,
  error: 'must be an instant such as 2026-12-25T09:00:00Z',
})

/** Joins lines, without those that are absent. */
export const joinLines = (...lines: readonly (string | undefined | false)[]): string =>
  lines.filter((line) => line !== undefined && line !== false && line !== '').join('\n')

/** Returns an object without its absent fields. */
export const withoutAbsent = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never

/** Writes a query, without its absent fields. */
export const queryOf = (fields: Readonly<Record<string, string | undefined>>): string =>
  new URLSearchParams(withoutAbsent(fields) as Record<string, string>).toString()

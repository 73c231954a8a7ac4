import { Problem } from './problem.ts'

/**
 * The deepest nesting that is accepted. The schemas need less than a tenth of it; without a limit,
 * recursive code overflows its stack.
 */
const maxDepth = 100

/**
 * Parses the JSON text of a caller. Rejects empty or malformed text, nesting that is too deep, and
 * repeated names in one object. `name` is the name of the text in messages.
 */
export function parseJson(text: string, name: string): unknown {
  if (text.trim() === '')
    throw new Problem(
      'body-malformed',
      `${name}: must be valid JSON (got nothing)${name === 'body' ? '; send at least {}' : ''}`,
    )
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Problem('body-malformed', `${name}: must be valid JSON: ${(error as Error).message}`)
  }
  if (nestsDeeper(value, maxDepth))
    throw new Problem('body-malformed', `${name}: must nest at most ${maxDepth} levels deep`)
  const repeated = findRepeatedName(text)
  if (repeated !== undefined) {
    const shown = repeated.slice(0, maxNameLength)
    throw new Problem('body-malformed', `${name}: must have each name once in an object (got ${shown} twice)`)
  }
  return value
}

/** The longest part of a name that a message repeats. */
const maxNameLength = 60

const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g

/**
 * Returns the first name that occurs twice in one object of a JSON text, as it is written there.
 * `JSON.parse` would silently keep the last one.
 */
function findRepeatedName(text: string): string | undefined {
  // The names seen in each open object; undefined for an open array.
  const open: (Set<string> | undefined)[] = []
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (colon !== undefined) {
      const written = token.slice(0, -colon.length)
      // Escapes allow several spellings of one name.
      const name = written.includes('\\') ? JSON.stringify(JSON.parse(written)) : written
      const names = open.at(-1)
      if (names?.has(name)) return name
      names?.add(name)
    }
  }
  return undefined
}

function nestsDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (most === 0) return true
  for (const name in value) if (nestsDeeper((value as Record<string, unknown>)[name], most - 1)) return true
  return false
}

import { Problem } from './problem.ts'

/**
 * How deep a JSON text may nest. Nothing here asks for a tenth of it; whoever walks a value without
 * a limit falls off its stack.
 */
const deepestJson = 100

/** The value of a JSON text that somebody sent, or a refusal. `name` is what the text is called. */
export function parseJson(text: string, name: 'the body' | 'the file'): unknown {
  if (text.trim() === '')
    throw new Problem(
      'body-malformed',
      `${name} is not JSON: it is empty${name === 'the body' ? '; send at least {}' : ''}`,
    )
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Problem('body-malformed', `${name} is not JSON: ${(error as Error).message}`)
  }
  if (nestsDeeper(value, deepestJson))
    throw new Problem('body-malformed', `${name} nests deeper than ${deepestJson} levels`)
  const twice = nameTwiceIn(text)
  if (twice !== undefined) {
    const said = twice.slice(0, longestName)
    throw new Problem('body-malformed', `${name} says ${said} twice in one object: which of the two is meant?`)
  }
  return value
}

/** No more of a name than this is said back. */
const longestName = 60

const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g

/**
 * The first name, as it is written, that stands twice in one object of a JSON text: what reads it
 * keeps the last and says nothing.
 */
function nameTwiceIn(text: string): string | undefined {
  // Names of the objects that are open; a list has none.
  const open: (Set<string> | undefined)[] = []
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (colon !== undefined) {
      const written = token.slice(0, -colon.length)
      // The same name may be written in two ways.
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

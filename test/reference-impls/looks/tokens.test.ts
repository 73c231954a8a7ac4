import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { looks } from '#bank/worlds/theme.ts'

const css = (await readFile(new URL('../../../reference-impls/looks/tokens.css', import.meta.url), 'utf8')).replaceAll(
  /\/\*.*?\*\//gs,
  '',
)

/** Reads the colours of one look in one scheme from the stylesheet, as six hexadecimal digits. */
function readColours(look: string, scheme: 'light' | 'dark'): Record<string, string> {
  const blocks = [...css.matchAll(/(:root[^{]*)\{([^}]*)\}/g)].filter(([, of]) =>
    [':root', `:root[data-look="${look}"]`].includes(of?.trim() ?? ''),
  )
  const found: Record<string, string> = {}
  for (const [, , body = ''] of blocks)
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+): ([^;]+);/g)) {
      const [, light = value, dark = value] = /^light-dark\((#\w+), (#\w+)\)$/.exec(value) ?? []
      const colour = scheme === 'light' ? light : dark
      if (/^#([0-9a-f]{3}|[0-9a-f]{6})$/.test(colour))
        found[name] = colour.length === 4 ? colour.replaceAll(/[0-9a-f]/g, '$&$&') : colour
    }
  return found
}

const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Returns the contrast as the Web Content Accessibility Guidelines define it, from 1 to 21. */
const contrast = (one: string, other: string): number => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['paper', 'surface', 'sunken', 'raised', 'tint']
const statuses = ['problem', 'pending', 'settled', 'told']
/** What is read, and what stands behind it. */
const texts = [
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-sand', 'sand'],
  ['sand-strong', 'sand-tint'],
  ['ink', 'sand-tint'],
  ['on-dark', 'deep'],
  ['on-dark', 'deep-2'],
  ['deep-soft', 'deep'],
  ['deep-soft', 'deep-2'],
  ...grounds.flatMap((ground) => ['ink', 'soft', 'accent', 'accent-strong'].map((text) => [text, ground])),
  ...statuses.flatMap((status) => [
    [status, `${status}-tint`],
    [status, 'surface'],
    ['ink', `${status}-tint`],
  ]),
] as [string, string][]
/** Borders of controls and lines of charts, and what they stand on. */
const edges = [
  ...['paper', 'surface', 'sunken'].map((ground) => ['edge', ground]),
  ...['accent', 'problem', 'data-1', 'data-2', 'data-3', 'data-4', 'data-5', 'data-6'].map((edge) => [edge, 'surface']),
] as [string, string][]

describe.each(looks)('the look %s', (look) => {
  test.each(['light', 'dark'] as const)(
    'has a contrast of 4.5 to 1 for texts and 3 to 1 for edges, in %s',
    (scheme) => {
      const colours = readColours(look, scheme)
      const between = (one: string, behind: string) =>
        contrast(colours[one] ?? expect.fail(`no ${one}`), colours[behind] ?? expect.fail(`no ${behind}`))
      for (const [text, behind] of texts)
        expect(between(text, behind), `${text} on ${behind}`).toBeGreaterThanOrEqual(4.5)
      for (const [edge, behind] of edges)
        expect(between(edge, behind), `${edge} on ${behind}`).toBeGreaterThanOrEqual(3)
    },
  )

  test('has colours of its own', () => {
    const others = looks.filter((one) => one !== look)
    for (const other of others) expect(readColours(look, 'light').accent).not.toBe(readColours(other, 'light').accent)
  })
})

import { describe, expect, test } from 'vitest'
import { colours, ground } from '#apps/authorization/pages/stylesheet.ts'
import { textsFor } from '#apps/authorization/texts.ts'
import { looks } from '#bank/worlds/theme.ts'
import { rejectionOf, testSandbox } from '#test/support/sandbox.ts'

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

describe.each(looks)('the look %s', (look) => {
  test.each(['light', 'dark'] as const)(
    'has a contrast of 4.5 to 1 for texts and 3 to 1 for edges, in %s',
    (scheme) => {
      const { accent, onAccent, tint } = colours[look][scheme]
      const { paper, card, ink, soft, line, alert, alertTint } = ground[scheme]
      const texts: [string, string][] = [
        [onAccent, accent],
        ...[paper, card, tint].flatMap((behind) => [accent, ink, soft].map((text): [string, string] => [text, behind])),
        ...[alertTint, card, tint].map((behind): [string, string] => [alert, behind]),
        [ink, alertTint],
      ]
      for (const [text, behind] of texts)
        expect(contrast(text, behind), `${text} on ${behind}`).toBeGreaterThanOrEqual(4.5)
      for (const edge of [line, accent, alert])
        expect(contrast(edge, card), `${edge} on ${card}`).toBeGreaterThanOrEqual(3)
      expect(contrast(line, paper)).toBeGreaterThanOrEqual(3)
    },
  )
})

describe('a world’s theme', async () => {
  const sandbox = await testSandbox()

  test('is stored, returned and shown', async () => {
    const theme = { look: 'plum', name: "Bank of St. Mary's & Son" }
    const world = await sandbox.createWorld({ theme })
    const { body } = await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, world.controlKey)
    expect(body.theme).toEqual(theme)
    const page = await (await sandbox.request(`/authorization/${world.id}/customer`)).text()
    expect(page).toContain('data-look="plum"')
    expect(page).toContain('Bank of St. Mary&#39;s &amp; Son')
  })

  test('is Sandbank’s own by default', async () => {
    const world = await sandbox.createWorld()
    const page = await (await sandbox.request(`/authorization/${world.id}/customer`)).text()
    expect(page).toContain('data-look="sandbank"')
    expect(page).toContain('<strong>Sandbank</strong>')
  })

  test.each([
    [{ look: 'neon' }, '400 field-invalid'],
    [{ name: '' }, '400 field-invalid'],
    [{ name: 'x'.repeat(31) }, '400 field-invalid'],
    [{ name: '<b>Bank</b>' }, '400 field-invalid'],
    [{ name: ' Bank' }, '400 field-invalid'],
    [{ accent: '#ff0000' }, '400 field-unexpected'],
    ['plum', '400 field-invalid'],
  ])('%j is rejected', async (theme, refusal) => {
    expect(rejectionOf(await sandbox.send('POST', '/control/worlds', { theme }))).toBe(refusal)
  })
})

test('the language is the first supported one of the browser, and English otherwise', () => {
  for (const accepted of [undefined, '', 'en-GB,en;q=0.9', 'de, en;q=0.5', 'xx', ',,;'])
    expect(textsFor(accepted).lang).toBe('en')
})

test('the stylesheet and the mark are the same for every world and may be cached', async () => {
  const sandbox = await testSandbox()
  for (const [path, type] of [
    ['/authorization/bank.css', 'text/css; charset=utf-8'],
    ['/authorization/mark.svg', 'image/svg+xml'],
  ] as const) {
    const { status, headers } = await sandbox.request(path)
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      type,
      'public, max-age=300',
    ])
  }
})

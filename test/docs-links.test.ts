import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
const pages = globSync('{*,docs/**/*,reference-impls/*/*}.md', { cwd: root }).sort()

/** The text of a page without its code blocks. */
const proseOf = (page: string) => readFileSync(join(root, page), 'utf8').replaceAll(/```[\s\S]*?```/g, '')

/** The anchors that GitHub gives to the headings of a page. */
const anchorsOf = (page: string) =>
  [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  )

/** Whether a link leads to a file of the repository, and to a heading of it if it names one. */
function leads(page: string, link: string): boolean {
  const [path, anchor] = link.split('#') as [string, string?]
  const target = path === '' ? page : join(dirname(page), path)
  return existsSync(join(root, target)) && (anchor === undefined || anchorsOf(target).includes(anchor))
}

/** Paths of source files that a page names as code: from the root, or from `functions/`. */
const sourcesIn = (page: string) =>
  [...proseOf(page).matchAll(/`([\w-][\w.-]*(?:\/[\w.-]+)+\.(?:ts|mjs|md))`/g)].map(([, path]) => path as string)

test.each(pages)('%s links to pages, files and headings that exist', (page) => {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string)
  expect(links.filter((link) => !/^(https?|mailto):/.test(link) && !leads(page, link))).toEqual([])
})

test.each(pages)('%s names source files that exist', (page) => {
  const isThere = (path: string) => ['', 'functions'].some((folder) => existsSync(join(root, folder, path)))
  expect(sourcesIn(page).filter((path) => !isThere(path))).toEqual([])
})

test('planted mistakes are found', () => {
  expect(leads('docs/payments.md', 'signing.md#errors')).toBe(true)
  expect(leads('docs/payments.md', 'signing.md#no-such-heading')).toBe(false)
  expect(leads('docs/payments.md', 'no-such-page.md')).toBe(false)
  expect(sourcesIn('docs/ledger.md')).toContain('test/simulation/mutations.ts')
})

import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const root = new URL('../', import.meta.url)
const pages = globSync('{*,docs/**/*,reference-impls/*/*}.md', { cwd: root })
  .map((page) => page.replaceAll('\\', '/'))
  .sort()
const read = (page: string | URL) => readFileSync(new URL(page, root), 'utf8')

/** The anchors that GitHub gives to the headings of a page. A heading in a code block has none. */
function anchorsIn(text: string): string[] {
  const headings = text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm)
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  )
}

/** Returns the relative links of a page that lead to no file or to no heading. */
function brokenLinks(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link]) => link as string)
  return links.filter((link) => {
    const target = new URL(link, new URL(page, root))
    const anchor = decodeURIComponent(target.hash.slice(1))
    target.hash = ''
    if (!existsSync(target)) return true
    return anchor !== '' && !anchorsIn(read(target)).includes(anchor)
  })
}

/**
 * Returns the paths in backquotes that do not exist: paths that begin with a folder of the root,
 * and source files, from the root or from `functions/`. A name in angle brackets or with a star is
 * a pattern.
 */
function missingPaths(text: string): string[] {
  const inRoot = /`((?:functions|mocks|infra|reference-impls|test|docs)\/[^`\s]*)`/g
  const sourceFile = /`([\w-][\w.-]*(?:\/[\w.-]+)+\.(?:ts|mjs|md))`/g
  const paths = [inRoot, sourceFile].flatMap((pattern) => [...text.matchAll(pattern)].map(([, path]) => path as string))
  const exists = (path: string) => ['', 'functions/'].some((folder) => existsSync(new URL(folder + path, root)))
  return [...new Set(paths)].filter((path) => !/[<*]/.test(path) && !exists(path))
}

describe.each(pages)('%s', (page) => {
  test('links to files and headings that exist', () => {
    expect(brokenLinks(page, read(page))).toEqual([])
  })

  test('names paths that exist', () => {
    expect(missingPaths(read(page))).toEqual([])
  })
})

test('a planted broken link, anchor or path is found', () => {
  const planted = '[a](none.md) [b](docs/README.md#none) `functions/none.ts` [c](docs/README.md) `test/links.test.ts`'
  expect(brokenLinks('README.md', planted)).toEqual(['none.md', 'docs/README.md#none'])
  expect(missingPaths(planted)).toEqual(['functions/none.ts'])
  expect(brokenLinks('docs/payments.md', '[a](signing.md#errors) [b](#none)')).toEqual(['#none'])
  expect(missingPaths('`bank/none.ts` `test/none` `bank/money/exchange.ts`').sort()).toEqual([
    'bank/none.ts',
    'test/none',
  ])
})

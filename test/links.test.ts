import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const root = new URL('../', import.meta.url)
const documents = globSync(['*.md', 'docs/**/*.md', 'reference-impls/*/README.md'], { cwd: root }).map((file) =>
  file.replaceAll('\\', '/'),
)
const read = (file: string) => readFileSync(new URL(file, root), 'utf8')

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-')
const anchorsIn = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading as string))

/** Relative links of a document that lead to no file or to no heading. */
function brokenLinks(file: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, link]) => link as string)
  return links.filter((link) => {
    const target = new URL(link, new URL(file, root))
    const anchor = target.hash.slice(1)
    target.hash = ''
    if (!existsSync(target)) return true
    return anchor !== '' && !anchorsIn(readFileSync(target, 'utf8')).includes(anchor)
  })
}

/**
 * Paths of the tree, in backquotes, that do not exist. A name in angle brackets or with a star is a
 * pattern.
 */
function missingPaths(text: string): string[] {
  return [...text.matchAll(/`((?:functions|mocks|infra|reference-impls|test|docs)\/[^`\s]*)`/g)]
    .map(([, path]) => path as string)
    .filter((path) => !/[<*]/.test(path) && !existsSync(new URL(path, root)))
}

describe.each(documents)('%s', (file) => {
  test('links to files and headings that exist', () => {
    expect(brokenLinks(file, read(file))).toEqual([])
  })

  test('names paths that exist', () => {
    expect(missingPaths(read(file))).toEqual([])
  })
})

test('a planted broken link, anchor or path is found', () => {
  const planted = '[a](none.md) [b](docs/README.md#none) `functions/none.ts` [c](docs/README.md) `test/links.test.ts`'
  expect(brokenLinks('README.md', planted)).toEqual(['none.md', 'docs/README.md#none'])
  expect(missingPaths(planted)).toEqual(['functions/none.ts'])
})

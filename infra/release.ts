import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const usage = `Checks what a release needs, and packs every workspace: npm run release [-- --tag v1.2.3]
Without a tag it is a dry run: it writes and publishes nothing. With a tag it writes the tarballs of
what is not private, and the changelog section of the version as notes.md, to dist/release.
It ends with 0 if the release is ready, with 1 if something is missing, and with 2 for a wrong argument.`

/** What a package.json says, as far as a release reads it. */
export type Manifest = {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly repository?: unknown
  readonly exports?: unknown
  readonly bin?: unknown
  readonly types?: unknown
}

/**
 * One workspace: its folder, its package.json and the paths that `npm pack` puts into its tarball.
 */
export type Packed = { readonly folder: string; readonly manifest: Manifest; readonly files: readonly string[] }

const sectionHeading = /^## (Unreleased|\d+\.\d+\.\d+)(?: - \d{4}-\d{2}-\d{2})?$/

/**
 * Returns the text below the heading `## NAME` or `## NAME - YYYY-MM-DD` of a changelog; undefined
 * if it has none.
 */
export function findSection(changelog: string, name: string): string | undefined {
  const lines = changelog.split('\n')
  const start = lines.findIndex((line) => sectionHeading.exec(line)?.[1] === name)
  if (start < 0) return undefined
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '))
  return lines
    .slice(start + 1, length < 0 ? undefined : start + 1 + length)
    .join('\n')
    .trim()
}

/** Lists what is wrong with a changelog: with that of a version, or with that of the next one. */
export function checkChangelog(changelog: string, version?: string): string[] {
  const strange = changelog.split('\n').filter((line) => line.startsWith('## ') && !sectionHeading.test(line))
  const name = version ?? 'Unreleased'
  const section = findSection(changelog, name)
  return [
    ...strange.map((line) => `CHANGELOG.md: must have headings such as ## 1.2.3 - 2026-11-25 (got ${line})`),
    ...(findSection(changelog, 'Unreleased') === undefined ? ['CHANGELOG.md: must have a section ## Unreleased'] : []),
    ...(version && section === undefined
      ? [`CHANGELOG.md: must have a section ## ${version} - YYYY-MM-DD; rename ## Unreleased, and begin a new one`]
      : []),
    ...(section !== undefined && !/^- /m.test(section) && version
      ? [`CHANGELOG.md: the section ${name} must list what changes for users`]
      : []),
  ]
}

/** Lists the versions that differ from that of the root, or from the tag. */
export function checkVersions(root: string, workspaces: readonly Packed[], lock: LockFile, tag?: string): string[] {
  return [
    ...(tag !== undefined && tag !== `v${root}`
      ? [`package.json: version must be ${tag.replace(/^v/, '')}, as the tag says (got ${root})`]
      : []),
    ...workspaces
      .filter(({ manifest }) => manifest.version !== root)
      .map(({ folder, manifest }) => `${folder}/package.json: version must be ${root} (got ${manifest.version})`),
    ...['', ...workspaces.map(({ folder }) => folder)]
      .filter((folder) => lock.packages[folder]?.version !== root)
      .map((folder) => `package-lock.json: ${folder || 'the root'} must have version ${root}; run npm install`),
  ]
}

type LockFile = { readonly packages: Readonly<Record<string, { readonly version?: string }>> }

/** Lists what a tarball lacks: licence, guide, and every file that its package.json names. */
export function checkPacked({ folder, manifest, files }: Packed, tag?: string): string[] {
  const named = [manifest.exports, manifest.bin, manifest.types].flatMap(pathsIn)
  const isPacked = (path: string) => {
    const [before = '', after = ''] = path.split('*')
    return path.includes('*')
      ? files.some((file) => file.startsWith(before) && file.endsWith(after))
      : files.includes(path)
  }
  return [
    ...['README.md', 'LICENSE', ...named]
      .filter((path) => !isPacked(path))
      .map((path) => `${folder}: the tarball must contain ${path}`),
    // npm compares it with the repository of the workflow, or rejects the provenance.
    ...(tag !== undefined && !manifest.private && manifest.repository === undefined
      ? [`${folder}/package.json: repository must name the repository that publishes`]
      : []),
  ]
}

/** Returns the paths that a field of package.json names, at any depth. */
function pathsIn(field: unknown): string[] {
  if (typeof field === 'string') return [field.replace(/^\.\//, '')]
  return typeof field === 'object' && field !== null ? Object.values(field).flatMap(pathsIn) : []
}

const root = join(import.meta.dirname, '..')
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** Packs one workspace; its `prepack` script builds it. Without `into` npm writes no tarball. */
function pack(folder: string, into?: string): Packed & { readonly bytes: number } {
  const where = into === undefined ? ['--dry-run'] : ['--pack-destination', into]
  // Otherwise what a script prints comes before the JSON.
  const options = ['--json', '--foreground-scripts=false', '--workspace', folder, ...where]
  const [{ files, size }] = JSON.parse(execFileSync('npm', ['pack', ...options], { cwd: root, encoding: 'utf8' }))
  const paths = files.map(({ path }: { path: string }) => path)
  return { folder, manifest: readJson(`${folder}/package.json`), files: paths, bytes: size }
}

function main(): void {
  const tag = parseTag()
  const into = join(root, 'dist/release')
  const { version, workspaces: patterns } = readJson('package.json')
  const folders = globSync(
    patterns.map((one: string) => `${one}/package.json`),
    { cwd: root },
  )
    .map((path) => path.replaceAll('\\', '/').replace('/package.json', ''))
    .sort()
  const workspaces = folders.map((folder) => pack(folder))
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
  const faults = [
    ...checkVersions(version, workspaces, readJson('package-lock.json'), tag),
    ...checkChangelog(changelog, tag && version),
    ...workspaces.flatMap((one) => checkPacked(one, tag)),
  ]
  console.table(
    workspaces.map(({ manifest, files, bytes }) => ({
      package: `${manifest.name}@${manifest.version}`,
      files: files.length,
      KB: Math.ceil(bytes / 1000),
      published: manifest.private ? 'no, it is private' : 'with a tag',
    })),
  )
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
  if (tag === undefined || faults.length > 0) return
  rmSync(into, { recursive: true, force: true })
  mkdirSync(into, { recursive: true })
  for (const { folder, manifest } of workspaces) if (!manifest.private) pack(folder, into)
  writeFileSync(join(into, 'notes.md'), `${findSection(changelog, version)}\n`)
}

/**
 * Returns the tag that the arguments name; undefined for a dry run. Ends the process for others.
 */
function parseTag(): string | undefined {
  try {
    const { tag } = parseArgs({ options: { tag: { type: 'string' } } }).values
    if (tag === undefined || /^v\d+\.\d+\.\d+$/.test(tag)) return tag
    console.error(`--tag: must be a version such as v1.2.3 (got ${tag})`)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
  }
  process.exit(2)
}

if (import.meta.main) main()

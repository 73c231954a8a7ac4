import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const root = new URL('../', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, root), 'utf8')
const filesOf = (pattern: string): string[] =>
  globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file))
    .sort()

const sources = filesOf('{functions,mocks,infra,reference-impls}/**/*.{ts,mjs}')
const product = sources.filter((file) => /^(functions|mocks)\//.test(file))
const tests = filesOf('test/**/*.ts')

/** Every text that is committed, the lockfile apart. */
const written = [
  '*.{md,json}',
  '.ci/*',
  'docs/**/*.md',
  '{functions,mocks,infra,reference-impls,test}/**/*.{ts,mjs,md,json}',
]
const everything = written.flatMap(filesOf).filter((file) => file !== 'package-lock.json')

/** A file without its comments, for searches in code alone. */
const codeOf = (file: string) =>
  read(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '')

type Import = { readonly from: string; readonly isType: boolean }

function importsOf(file: string): Import[] {
  const code = codeOf(file)
  const named = [...code.matchAll(/^(?:import|export)\s+(type\s)?[^'"`;]*?from\s+'([^']+)'/gm)].map(
    ([, type, from]) => ({
      from: from as string,
      isType: type !== undefined,
    }),
  )
  const called = [
    ...code.matchAll(/\bimport(?:\.meta\.resolve)?\(\s*['"`]([^'"`$]+)/g),
    ...code.matchAll(/^import\s+'([^']+)'/gm),
  ]
  return [...named, ...called.map(([, from]) => ({ from: from as string, isType: false }))]
}

/** `apps/site`, `bank`, `mocks`, `reference-impls/sdk`: the room that a file stands in. */
function roomOf(file: string): string {
  const [first, second, third] = file.split('/') as [string, string, string?]
  if (first === 'reference-impls') return `${first}/${second}`
  if (first !== 'functions') return first
  return second === 'apps' ? `apps/${third}` : second
}

/** Files that wire and hold no logic: they may import anything. */
const isWiring = (file: string) =>
  /^functions\/(local\.ts|listen\.ts|cloud\.ts|export\.ts|reproduce\.ts|surfaces\.ts|node-version\.mjs)$|\/lambda\.ts$/.test(
    file,
  )

describe('who may import whom', () => {
  /** `?` marks what may be imported as a type only. */
  const walls: [room: RegExp, may: RegExp[]][] = [
    [/^bank$/, [/^#bank\//]],
    [/^mocks$/, [/^#(bank|mocks)\//]],
    [/^store$/, [/^#(bank|store)\//]],
    [/^export$/, [/^#(bank|mocks|formats)\//]],
    [/^actions$/, [/^#(actions|bank|store|mocks|formats)\//]],
    [/^edge$/, [/^#(edge|bank|store)\//]],
    [/^formats$/, [/^#(bank|mocks)\//]],
    [/^apps\/site$/, [/^#(actions|edge|bank|looks)\//, /^#apps\/site\//, /^#apps\/[\w-]+\/app\.ts$/, /^\?#store\//]],
    // The pages of both share the bar, the foot and the headers.
    [
      /^apps\/console$/,
      // It replays calls of the Read/Write API.
      [
        /^#(actions|edge|bank|looks)\//,
        /^#apps\/(console|control)\//,
        /^#apps\/(site\/(page|format)|open-banking\/app)\.ts$/,
        /^\?#store\//,
      ],
    ],
    [/^apps\/authorization$/, [/^#(actions|edge|bank|looks)\//, /^#apps\/authorization\//, /^\?#store\//]],
    [/^apps\/control$/, [/^#(actions|edge|bank)\//, /^#apps\/control\//, /^\?#store\//]],
    [/^apps\/open-banking$/, [/^#(actions|edge|bank)\//, /^#apps\/open-banking\//, /^\?#store\//]],
    [/^apps\//, [/^#(actions|edge|bank)\//, /^\?#store\//]],
    [/^local$/, [/^#(local|edge|bank)\//, /^#surfaces$/]],
    [/^worker$/, [/^#(actions|store|bank)\//]],
    // The bundle ships the catalogue's data instead of the faker that makes it.
    // The types of the SDK come from the document that the sandbox serves.
    [
      /^infra$/,
      [
        /^#surfaces$/,
        /^#edge\/openapi\/openapi\.ts$/,
        /^\?#edge\/operation\.ts$/,
        /^#store\/(capacity|records)\.ts$/,
        /^#mocks\/people\/catalogue\.ts$/,
      ],
    ],
    [/^reference-impls\/looks$/, []],
    [/^reference-impls\/cli$/, [/^#cli\//]],
    [/^reference-impls\/mcp$/, [/^#mcp\//]],
    // What the generator of types writes into the SDK.
    [/^reference-impls\//, [/^#(sdk|looks)\//, /^\?#contract\//]],
  ]

  test.each(sources.filter((file) => !isWiring(file)))('%s', (file) => {
    const [, may] = walls.find(([room]) => room.test(roomOf(file))) ?? []
    expect(may, 'a room of the design').toBeDefined()
    const ours = importsOf(file).filter(({ from }) => from.startsWith('#'))
    const through = ours.filter(
      ({ from, isType }) => !may?.some((one) => one.test(from) || (isType && one.test(`?${from}`))),
    )
    expect(through).toEqual([])
  })

  test('wiring is few files, each a page at most', () => {
    const wiring = sources.filter(isWiring)
    expect(wiring.length).toBeLessThanOrEqual(13)
    for (const file of wiring) expect(read(file).split('\n').length, file).toBeLessThanOrEqual(150)
  })

  test('the rules see imports of every form', () => {
    const forms = sources.flatMap(importsOf)
    expect(forms.filter(({ isType }) => isType).length).toBeGreaterThan(50)
    expect(forms.map(({ from }) => from)).toContain('#apps/site/app.ts')
    expect(forms.map(({ from }) => from)).toContain('@faker-js/faker/locale/en_GB')
    expect(forms.map(({ from }) => from)).toContain('#mocks/people/catalogue.ts')
  })
})

/** The folders of a room, lowest first: each imports only from those before it. */
const orders: Readonly<Record<string, readonly string[]>> = {
  'functions/bank': [
    'base',
    'money',
    'time',
    'scenarios',
    'standard',
    'account-information',
    'authorization',
    'worlds',
    'rails',
    'consents',
    'ledger',
    'payments',
    'vrp',
    'approvals',
    'schedule',
    'partners',
    'files',
    'requests',
    'events',
  ],
  'functions/actions': [
    'outbox',
    'accounts',
    'concurrency',
    'consents',
    'schedule',
    'ledger',
    'payments',
    'account-information',
    'worlds',
    'pictures',
    'snapshots',
    'vrp',
    'partners',
    'faults',
    'files',
    'authorization',
    'approvals',
    'catch-up',
    'requests',
    'events',
  ],
}

/** The imports that go upwards through an order of folders, or to a folder that is not in it. */
function upwardImports(room: string, order: readonly string[], file: string, imports: readonly Import[]): string[] {
  const prefix = `${room.replace(/^functions\//, '#')}/`
  const own = order.indexOf(file.slice(room.length + 1).split('/')[0] as string)
  return imports
    .map(({ from }) => from)
    .filter((from) => from.startsWith(prefix))
    .filter((from) => {
      const other = order.indexOf(from.slice(prefix.length).split('/')[0] as string)
      return own < 0 || other < 0 || other > own
    })
}

describe('folders of a room import only downwards', () => {
  const inRooms = Object.entries(orders).flatMap(([room, order]) =>
    sources.filter((file) => file.startsWith(`${room}/`)).map((file) => ({ room, order, file })),
  )

  test.each(inRooms)('$file', ({ room, order, file }) => {
    expect(upwardImports(room, order, file, importsOf(file))).toEqual([])
  })

  test('a planted import upwards is found', () => {
    const [room, order] = ['functions/actions', orders['functions/actions'] as readonly string[]]
    const planted = [{ from: '#actions/catch-up/catch-up.ts', isType: false }]
    expect(upwardImports(room, order, 'functions/actions/ledger/ledger.ts', planted)).toHaveLength(1)
    expect(upwardImports(room, order, 'functions/actions/unknown/file.ts', planted)).toHaveLength(1)
  })
})

/** Returns the file that an import names; undefined for a package. */
function fileOf(from: string, importer: string): string | undefined {
  if (from.startsWith('.')) return new URL(from, `file:///${importer}`).pathname.slice(1)
  const [, room, rest] = /^#([\w-]+)\/(.+)$/.exec(from) ?? []
  if (room === undefined) return undefined
  return `${room === 'mocks' || room === 'infra' ? room : /^(sdk|cli|mcp)$/.test(room) ? `reference-impls/${room}` : `functions/${room}`}/${rest}`
}

/** Returns the files that import each other in a circle, types included: first found, or empty. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const walk = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    for (const next of imports.get(file) ?? []) {
      const circle = walk(next, [...path, file])
      if (circle.length > 0) return circle
    }
    done.add(file)
    return []
  }
  for (const file of imports.keys()) {
    const circle = walk(file, [])
    if (circle.length > 0) return circle
  }
  return []
}

test('no files import each other in a circle', () => {
  const imports = new Map(
    sources.map((file) => [file, importsOf(file).flatMap(({ from }) => fileOf(from, file) ?? [])]),
  )
  expect([...imports.values()].flat().length).toBeGreaterThan(1_000)
  expect(findCircle(imports)).toEqual([])
  expect(
    findCircle(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b', 'c', 'b'])
})

/** Most files that a folder holds, and that some rooms hold flat. */
const mostFiles = 25
const mostFlatFiles: Readonly<Record<string, number>> = {
  'functions/actions': 6,
  'functions/bank': 6,
  'functions/apps/authorization': 8,
}

/** Folders that hold more files than they may. */
function crowded(files: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const file of files) {
    const folder = file.slice(0, file.lastIndexOf('/'))
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].filter(([folder, count]) => count > (mostFlatFiles[folder] ?? mostFiles)).map(([folder]) => folder)
}

test('no folder is crowded', () => {
  expect(crowded([...sources, ...tests])).toEqual([])
  expect(crowded(Array.from({ length: 26 }, (_, n) => `mocks/x/${n}.ts`))).toEqual(['mocks/x'])
  expect(crowded(Array.from({ length: 7 }, (_, n) => `functions/bank/${n}.ts`))).toEqual(['functions/bank'])
})

describe('language', () => {
  const longestComment = 100
  const longComments = (text: string): string[] =>
    text.split('\n').filter((line) => line.length > longestComment && /^\s*(\/\/|\/\*|\* )/.test(line))

  test.each([...sources, ...tests])('%s wraps its comments', (file) => {
    expect(longComments(read(file))).toEqual([])
  })

  test('a planted long comment is found', () => {
    expect(longComments(`// ${'x'.repeat(longestComment)}`)).toHaveLength(1)
  })

  /** Words that slow down a reader of English as a second language; CONTRIBUTING.md says more. */
  const oddWords = /\b(whoever|somebody|nobody|so many|anew|comes to nothing|speaks for)\b/gi
  const countOddWords = (text: string): number => text.match(oddWords)?.length ?? 0
  /** This number may only fall. */
  const mostOddWords = 0

  test('odd words grow fewer', () => {
    const texts = everything.filter((file) => file !== 'test/tidy.test.ts')
    const count = texts.reduce((sum, file) => sum + countOddWords(read(file)), 0)
    expect(count).toBeLessThanOrEqual(mostOddWords)
    expect(countOddWords('Whoever asks anew is told.')).toBe(2)
  })
})

describe('who may use which package', () => {
  const homes: [what: RegExp, where: RegExp][] = [
    [/^@aws-sdk\/|^@smithy\//, /^functions\/store\/dynamo\.ts$/],
    [/^node:sqlite$/, /^functions\/store\/sqlite\/database\.ts$/],
    [
      /^node:fs|^node:path$/,
      /^functions\/(store\/sqlite\/database|local|local\/(stop|assets)|cloud|reproduce|export\/[\w-]+)\.ts$/,
    ],
    [/^node:worker_threads$|^cli-progress$/, /^functions\/export\/[\w-]+\.ts$/],
    [/^hyparquet-writer$/, /^functions\/formats\/parquet\.ts$/],
    [/^@cantoo\/pdf-lib$/, /^functions\/formats\/pdf\.ts$/],
    [/^hono/, /^functions\/(apps|edge)\/|^functions\/(surfaces|cloud)\.ts$/],
    [/^@hono\/node-server$/, /^functions\/listen\.ts$/],
    [/^@faker-js\//, /^mocks\/people\/catalogue\.ts$/],
    [/^fast-xml-parser$/, /^functions\/bank\/files\/xml-parser\.ts$/],
    [/^d3-/, /^functions\/apps\/(site|console)\/[\w/-]*chart\.ts$/],
    [/^@peculiar\/x509$|^reflect-metadata$/, /^functions\/actions\/partners\/certificates\.ts$/],
    [/^jose$/, /^functions\/(actions|edge|apps\/authorization)\//],
    [/^node:http$/, /^functions\/(listen|worker\/deliver\/send)\.ts$/],
    [/^node:(https|dns)/, /^functions\/worker\/deliver\/send\.ts$/],
    [/^ipaddr\.js$/, /^functions\/bank\/events\/egress\.ts$/],
    [/^node:os$/, /^functions\/(local\/[\w-]+|export)\.ts$/],
    [/^node:(http2|net|child_process)/, /^$/],
  ]
  test.each(homes)('%s stands in %s only', (what, where) => {
    const users = product.filter((file) => importsOf(file).some(({ from, isType }) => !isType && what.test(from)))
    expect(users.filter((file) => !where.test(file))).toEqual([])
  })

  const { dependencies, devDependencies } = JSON.parse(read('package.json'))
  const pinned = { ...dependencies, ...devDependencies }

  test('what runs needs nothing but `dependencies`', () => {
    const used = new Set(
      product
        .flatMap(importsOf)
        .filter(({ isType }) => !isType)
        .map(({ from }) => packageOf(from)),
    )
    expect([...used].filter((name) => name && !(name in dependencies))).toEqual([])
  })

  test.each(filesOf('reference-impls/*/package.json'))(
    'what a fork runs stands in its %s, and is what we test',
    (manifest) => {
      const { dependencies: runs = {}, devDependencies: bundles = {}, ...more } = JSON.parse(read(manifest))
      const own = { ...runs, ...bundles }
      const files = sources.filter((file) => file.startsWith(manifest.replace('package.json', '')))
      const fonts = Object.keys(runs).filter((name) => name.startsWith('@fontsource'))
      const used = new Set([...files.flatMap(importsOf).map(({ from }) => packageOf(from)), ...fonts])
      expect([...used].filter(Boolean).sort()).toEqual(Object.keys({ ...own, ...more.peerDependencies }).sort())
      for (const [name, version] of Object.entries(own)) expect(version).toBe(pinned[name] ?? version)
    },
  )

  const packageOf = (from: string): string | undefined =>
    /^(node:|#|\.)/.test(from)
      ? undefined
      : from
          .split('/')
          .slice(0, from.startsWith('@') ? 2 : 1)
          .join('/')
})

describe('time, chance and the environment come in by the wiring alone', () => {
  /** Each with the reason why it may. */
  const wired: Record<string, string> = {
    'functions/local.ts': 'the wiring of a laptop',
    'functions/cloud.ts': 'the wiring of the cloud',
    'infra/app.ts': 'the CDK CLI says by the environment where to write',
    'reference-impls/sdk/call.ts': "a partner's own interaction ids",
    'reference-impls/sdk/real-time.ts': "a partner's own clock",
  }
  /** A partner's own wiring. */
  const isMainOfApp = (file: string) => /^reference-impls\/[\w-]+\/main\.ts$/.test(file)
  const ambient =
    /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bMath\.random\b|\brandomUUID|getRandomValues\b|\brandomBytes\b|\bprocess\.env\b|\bperformance\.now\b/

  test.each(sources.filter((file) => !(file in wired || isMainOfApp(file))))('%s', (file) => {
    expect(codeOf(file)).not.toMatch(ambient)
  })

  test('every exception is still one', () => {
    for (const file of Object.keys(wired)) expect(codeOf(file), file).toMatch(ambient)
  })
})

describe('no file', () => {
  /**
   * Reference apps are forked and know no alias: an app finds the SDK and the looks beside
   * it, a test finds the app by its path.
   */
  const isOfReferenceApp = (file: string, from: string) =>
    /^reference-impls\/[\w-]+\/[\w-]+\.ts$/.test(file)
      ? /^\.\.\/(sdk|looks)\/([\w-]+\/)?[\w-]+\.ts$/.test(from)
      : file.startsWith('test/') && from.startsWith('../../../reference-impls/')

  /** The SDK is installed whole, also without the aliases: its folders import from its root. */
  const isOfSdk = (file: string, from: string) =>
    /^reference-impls\/sdk\/[\w-]+\/[\w-]+\.ts$/.test(file) && /^\.\.\/([\w-]+\/)?[\w-]+\.ts$/.test(from)

  test.each([...sources, ...tests])('%s climbs out of its room', (file) => {
    const climbing = importsOf(file).filter(
      ({ from }) => from.startsWith('../') && !isOfReferenceApp(file, from) && !isOfSdk(file, from),
    )
    expect(climbing).toEqual([])
  })

  test.each(sources)('%s silences the types, the linter or an error, or leaves work behind', (file) => {
    expect(codeOf(file)).not.toMatch(/\bas any\b|: any\b|<any>/)
    expect(read(file)).not.toMatch(/\b(TODO|FIXME|XXX|HACK)\b|@ts-(?!morph)|biome-ignore|eslint-/)
    expect(codeOf(file)).not.toMatch(/catch\s*(\([^)]*\)\s*)?{\s*}|\.catch\(\(\)\s*=>\s*({\s*}|undefined|null)\)/)
  })

  const mostLines = 250
  const tables: Record<string, string> = {
    'functions/apps/authorization/texts.ts': 'every word that customers read',
    'functions/apps/site/problems/problem-texts.ts': 'a table of texts',
    'functions/apps/site/reference/samples/comfort.ts': 'a table of the methods of the SDK',
    'functions/store/records.ts': 'a table of every kind of record',
    'mocks/payments/merchants.ts': 'a table of names',
  }
  const isTooLong = (text: string): boolean => text.split('\n').length > mostLines

  test.each(product)('%s is longer than 250 lines, unless it is a table', (file) => {
    expect(isTooLong(read(file))).toBe(file in tables)
  })

  test('of 251 lines passes as short', () => {
    expect(isTooLong('\n'.repeat(mostLines))).toBe(true)
    expect(isTooLong('\n'.repeat(mostLines - 1))).toBe(false)
  })

  test('is named for nothing in particular', () => {
    expect(sources.filter((file) => /(utils?|helpers?|common|misc|manager|service)\.ts$/i.test(file))).toEqual([])
  })

  test("mentions where it lies on somebody's machine", () => {
    const machine = /(?<![\w.*])\/(work|home|Users|root)\/\w|\b[A-Z]:\\\\?Users/
    expect(everything.filter((file) => machine.test(read(file)))).toEqual([])
    expect(everything.length).toBeGreaterThan(100)
  })
})

describe('what a reader of the deep rooms finds', () => {
  const deep = filesOf('{functions/bank,functions/store,mocks}/**/*.ts')
  const longestUnexplained = 20

  test.each(deep)('%s: an exported function of more than twenty lines says what it does', (file) => {
    const lines = read(file).split('\n')
    const silent = lines.flatMap((line, n) => {
      const [, name] = /^export (?:async )?function\*? (\w+)/.exec(line) ?? []
      if (!name || /\*\/$|^\/\//.test(lines[n - 1] ?? '')) return []
      const length = lines.slice(n).indexOf('}') + 1
      return length > longestUnexplained ? [name] : []
    })
    expect(silent).toEqual([])
  })
})

describe('package.json', () => {
  const manifest = JSON.parse(read('package.json'))
  const pinned = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }

  test.each(Object.entries<string>(pinned))('pins %s exactly: %s', (_, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
  })

  test('names every room that files import by name', () => {
    const rooms = [...sources, ...tests].flatMap(importsOf).filter(({ from }) => from.startsWith('#'))
    const { imports } = JSON.parse(read('reference-impls/sdk/package.json'))
    const known = Object.keys({ ...manifest.imports, ...imports }).map((name) => name.replace('*', ''))
    expect(rooms.filter(({ from }) => !known.some((name) => from.startsWith(name)))).toEqual([])
  })

  test('has a script for each thing a newcomer does', () => {
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(['start', 'check', 'test', 'build', 'bench']))
  })
})

test('every folder of tests mirrors a folder of sources, or holds one of the named kinds of test', () => {
  /** Lists run over every operation or problem; pages are journeys in a browser. */
  const kinds = ['lists', 'pages', 'simulation', 'bench', 'realism', 'support']
  const folderOf = (file: string) => file.slice(0, file.lastIndexOf('/'))
  const mirrors = (folder: string) =>
    sources.some((file) => file.startsWith(`${folder}/`) || file.startsWith(`functions/${folder}/`))
  const folders = new Set(tests.map((file) => folderOf(file).replace(/^test\/?/, '')))
  const others = [...folders].filter((folder) => folder !== '' && !kinds.includes(folder.split('/')[0] as string))
  expect(others.filter((folder) => !mirrors(folder))).toEqual([])
})

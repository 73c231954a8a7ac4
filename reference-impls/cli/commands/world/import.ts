import { defineCommand } from '#cli/command.ts'
import { readNamedFile } from '#cli/output/files.ts'
import { describeNewWorld, rememberWorld } from '#cli/worlds/new-world.ts'
import { sendParts } from '#cli/worlds/world-document.ts'

export const importWorld = defineCommand({
  path: 'world import',
  about: 'Make a world from the document of an export',
  arguments: { file: { about: 'the document' } },
  options: { use: { about: 'let this folder use it from now on' } },
  examples: ['sandbank world import demo.ndjson --use'],
  async run(context, { args, options }) {
    const created = await sendParts(context, await readNamedFile(args.file))
    await rememberWorld(context, created, options.use === true)
    return { json: created, people: describeNewWorld(context, created, options.use === true) }
  },
})

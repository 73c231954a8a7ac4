import { defineCommand } from '#cli/command.ts'
import { writeDownload } from '#cli/output/files.ts'
import { readPages } from '#cli/worlds/world-document.ts'

export const exportWorld = defineCommand({
  path: 'world export',
  about: 'Download the world as one document, without secrets',
  arguments: { file: { about: 'file to write (default the output)', isOptional: true } },
  options: { snapshot: { about: 'export this snapshot (default the world as it is now)', value: 'ID' } },
  examples: ['sandbank world export demo.ndjson', 'sandbank world export > demo.ndjson'],
  nextIfMissing: 'sandbank world snapshot --list',
  async run(context, { args, options }) {
    const pages = await readPages(await context.world(), options.snapshot)
    return writeDownload(context, Buffer.concat(pages), args.file)
  },
})

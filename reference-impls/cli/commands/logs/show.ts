import { defineCommand } from '#cli/command.ts'
import { writeDownload } from '#cli/output/files.ts'
import type { LoggedRequest } from '#cli/output/request-line.ts'
import { renderFields } from '#cli/output/table.ts'

type Message = {
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body?: string
}
type Whole = LoggedRequest & { readonly request: Message; readonly answer?: Message; readonly interactionId: string }

const media = {
  curl: 'text/plain',
  har: 'application/har+json',
  scenario: 'application/vnd.sandbank.reproduction+json',
}

export const show = defineCommand({
  path: 'logs show',
  about: 'Show one request whole, or as something to share',
  arguments: { request: { about: 'id of the request' } },
  options: {
    as: {
      about: 'as a call of curl, an HTTP Archive, or a test for `npm run reproduce`',
      value: 'FORM',
      choices: ['curl', 'har', 'scenario'],
    },
    out: { about: 'file to write (default the output)', value: 'FILE' },
  },
  examples: [
    'sandbank logs show req_mik5r1c0_2f',
    'sandbank logs show req_mik5r1c0_2f --as curl',
    'sandbank logs show req_mik5r1c0_2f --as scenario --out failure.json',
  ],
  nextIfMissing: 'sandbank logs',
  async run(context, { args, options }) {
    const world = await context.world()
    const path = `/requests/${encodeURIComponent(args.request)}`
    if (options.as !== undefined) {
      const form = options.as as keyof typeof media
      return writeDownload(context, await world.download(`${path}?as=${form}`, media[form]), options.out)
    }
    const whole = await world.call<Whole>('GET', path)
    const write = ({ headers, body }: Message) =>
      [...headers.map(({ name, value }) => `${name}: ${value}`), '', body ?? ''].join('\n').trimEnd()
    const people = [
      renderFields(context.terminal, [
        ['request', whole.id],
        ['at', whole.realAt],
        ['took', `${whole.durationMs} ms`],
        ['problem', whole.problem],
        ['interaction', whole.interactionId],
      ]),
      `> ${whole.method} ${whole.target}\n${write(whole.request)}`,
      `< ${whole.status ?? 'cut'}\n${whole.answer ? write(whole.answer) : ''}`.trimEnd(),
    ].join('\n\n')
    return { json: whole, people }
  },
})

import { defineCommand } from '#cli/command.ts'
import { scripts } from '#cli/completion.ts'

export const completion = defineCommand({
  path: 'completion',
  about: 'Print the completion script of a shell',
  arguments: { shell: { about: 'bash or zsh', choices: ['bash', 'zsh'] } },
  examples: ['source <(sandbank completion bash)', 'sandbank completion zsh > ~/.zfunc/_sandbank'],
  async run(_, { args }) {
    const script = scripts[args.shell as keyof typeof scripts]
    return { json: { script }, people: script }
  },
})

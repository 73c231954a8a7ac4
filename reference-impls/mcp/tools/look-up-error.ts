import * as z from 'zod'
import { ToolFailure } from '#mcp/failure.ts'
import type { Session } from '#mcp/session.ts'
import { defineTool, joinLines } from '#mcp/tool.ts'

/** A problem of the list at /problems.json. */
export type Problem = {
  readonly code: string
  readonly status: number
  readonly standard: string
  readonly title: string
  readonly happened: string
  readonly todo: string
  readonly provoke?: string
  readonly scenarios: readonly string[]
  readonly url: string
}

/** Reads every problem that the sandbox answers with. */
export const readProblems = async (session: Session): Promise<readonly Problem[]> =>
  (await session.readPublic<{ problems: Problem[] }>('/problems.json')).problems

/** Most problems that an answer describes whole. */
const mostWhole = 3
const mostListed = 15

export const lookUpError = defineTool({
  name: 'look_up_error',
  title: 'Look up an error',
  description:
    'Explains an error of the bank: what happened, what to do, how to provoke it. By the code of the problem, the code of the standard, the HTTP status, or words.',
  input: { query: z.string().trim().min(1).describe('Such as consent-status, U009, 409, or "signature missing"') },
  writes: false,
  async run(session, { query }) {
    const problems = findProblems(await readProblems(session), query)
    const isShort = problems.length <= mostWhole
    if (problems.length === 0)
      throw new ToolFailure(
        `no problem matches "${query}"`,
        'Send the code that the error links to (/problems/CODE), a standard code such as U009, a status, or other words.',
      )
    return {
      text: joinLines(
        ...problems.slice(0, mostListed).map((one) => (isShort ? describeProblem(one) : describeShort(one))),
        problems.length > mostListed && `and ${problems.length - mostListed} more; use more words`,
      ),
      data: { problems: problems.slice(0, mostListed) },
    }
  },
})

/** Finds problems by code, standard code or status; else those that have all words. */
function findProblems(problems: readonly Problem[], query: string): readonly Problem[] {
  const wanted = query.toLowerCase()
  const code = wanted.replace(/^.*\/problems\//, '')
  const named = problems.filter((one) => one.code === code)
  if (named.length > 0) return named
  const coded = problems.filter((one) => one.standard.toLowerCase() === wanted || String(one.status) === wanted)
  if (coded.length > 0) return coded
  const words = wanted.split(/[\s-]+/)
  return problems.filter((one) => {
    const text = `${one.code} ${one.title} ${one.happened} ${one.todo}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

const describeShort = ({ code, status, standard, title }: Problem): string =>
  `${code} (${status}, ${standard}): ${title}`

/** Describes a problem whole. */
export const describeProblem = (problem: Problem): string =>
  joinLines(
    describeShort(problem),
    `What happened: ${problem.happened}`,
    `What to do: ${problem.todo}`,
    problem.provoke && `To provoke it: ${problem.provoke}`,
    problem.scenarios.length > 0 && `Scenarios that return it: ${problem.scenarios.join(', ')}`,
  )

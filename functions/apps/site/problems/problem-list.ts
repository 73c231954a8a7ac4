import { type ProblemCode, problems } from '#bank/base/problem.ts'
import { scenariosOf } from '#bank/scenarios/scenarios.ts'
import { problemTexts } from './problem-texts.ts'

/** The path of the list, for programs. */
export const problemListPath = '/problems.json'

/**
 * Lists every problem for programs, with the texts of its page. `standard` is its code in errors of
 * the Read/Write API, and `scenarios` are the names of those that return it.
 */
export const listProblems = (baseUrl: string) => ({
  problems: Object.entries(problems).map(([code, { status, standard, title }]) => ({
    code,
    status,
    standard,
    title,
    ...problemTexts[code as ProblemCode],
    scenarios: scenariosOf(code as ProblemCode).map(([name]) => name),
    url: `${baseUrl}/problems/${code}`,
  })),
})

import type { Host } from '#edge/host.ts'
import { collectionPath } from './collection/collection.ts'
import { problemListPath } from './problems/problem-list.ts'

/** A place of the sandbox that a reader may want next. */
export type Link = {
  readonly path: string
  /** The text of the link on the start page. */
  readonly title: string
  /** What a program finds there, for /llms.txt. */
  readonly about: string
}

/** Lists what the start page and /llms.txt link to. Only a laptop has a first world. */
export const listLinks = (first: Host['first']): readonly Link[] => [
  {
    path: '/reference',
    title: 'API reference, with test calls',
    about: 'a page for each operation and event, with samples in curl, JavaScript and Python',
  },
  {
    path: '/openapi.json',
    title: 'openapi.json',
    about: 'the OpenAPI 3.1 document of every operation and webhook, with schemas and errors',
  },
  {
    path: collectionPath,
    title: 'Collection for Postman, Bruno or Insomnia',
    about: 'a whole consent and payment flow to import (Postman Collection 2.1), which works from top to bottom',
  },
  { path: '/customers', title: 'Customers', about: 'three years of each customer, as charts, with what happened' },
  ...(first
    ? [
        {
          path: `/authorization/${first.id}/customer`,
          title: 'Sign in as a customer',
          about: 'the pages where a customer sees and revokes consents; the page shows the passcode',
        },
      ]
    : []),
  { path: '/control/personas', title: 'Personas', about: 'the kinds of customers, as JSON' },
  {
    path: '/scenarios',
    title: 'Scenarios: break the bank on purpose',
    about: 'faults that a call or a world can ask for; as JSON at /control/scenarios',
  },
  {
    path: '/problems',
    title: 'Problems',
    about: `every error: what happened, what to do, how to provoke it; as JSON at ${problemListPath}`,
  },
]

import type { Hono } from 'hono'
import type { Host } from '#edge/host.ts'
import type { Surface } from '#edge/operation.ts'
import { serve } from '#edge/serve.ts'
import { approvals } from './approvals.ts'
import { clock } from './clock.ts'
import { catalogues, customers } from './customers.ts'
import { edits, editsCatalogue } from './edits.ts'
import { eventKindsCatalogue, messages } from './events/catalogue.ts'
import { deliveries } from './events/deliveries.ts'
import { events } from './events/events.ts'
import { triggerOperations, triggersCatalogue } from './events/triggers.ts'
import { webhooks } from './events/webhooks.ts'
import { exports } from './exports.ts'
import { faults } from './faults.ts'
import { outages } from './outages.ts'
import { partners } from './partners.ts'
import { proof } from './proof.ts'
import { requestsOf } from './requests.ts'
import { robots, robotsCatalogue } from './robots.ts'
import { scenariosCatalogue } from './scenarios.ts'
import { directory } from './software-statements.ts'
import { states } from './states.ts'
import { tokens } from './tokens.ts'
import { worldDiff } from './world-diff.ts'
import { worldDocuments } from './world-documents.ts'
import { worldKeys } from './world-keys.ts'
import { worlds } from './worlds.ts'

const operations = [
  ...worlds,
  ...states,
  ...clock,
  ...outages,
  ...proof,
  ...worldDiff,
  ...worldDocuments,
  ...worldKeys,
  ...customers,
  ...edits,
  ...exports,
  ...tokens,
  ...partners,
  ...directory,
  ...robots,
  ...approvals,
  ...faults,
  ...events,
  ...triggerOperations,
  ...webhooks,
  ...deliveries,
  ...eventKindsCatalogue,
  ...catalogues,
  ...editsCatalogue,
  ...robotsCatalogue,
  ...scenariosCatalogue,
  ...triggersCatalogue,
]

/**
 * The control API of the sandbox: worlds, clocks, customers, tokens, partners, custom data. A real
 * bank has no such API.
 */
export const control: Surface = {
  name: 'control',
  title: 'Sandbank control API',
  base: '/control',
  errorForm: 'details',
  messages,
  operations: [...operations, ...requestsOf(operations.map(({ id }) => id))],
}

export const mount = (app: Hono, host: Host): void => serve(app, [control], host)

import { createHandler, openSender, openTable, readOrganiserDigest } from '#cloud'
import { mount } from './app.ts'

export const handler = createHandler(mount, {
  store: openTable(),
  organiserDigest: readOrganiserDigest(),
  // For test messages; the worker sends the events.
  send: openSender(),
})

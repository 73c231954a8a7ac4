import { serve } from '@hono/node-server'
import { monthInView } from './app.ts'
import { openBanking } from './bank.ts'

/** The defaults are those of a sandbox that `npm start` runs on this machine. */
const {
  OPEN_BANKING_URL = 'http://localhost:4000/open-banking/v4.0',
  OPEN_BANKING_TOKEN = 'dev_default_hackathon',
  PORT = '4100',
} = process.env

const bank = openBanking({ baseUrl: OPEN_BANKING_URL, token: OPEN_BANKING_TOKEN })
const app = monthInView(bank, console.error)

// The app listens on this machine only. It has no login, so anyone who opens it sees the account.
const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`Month in view is open at http://localhost:${port}`)
})
server.once('error', (error) => {
  console.error(error.message)
  process.exit(1)
})

const stop = () => {
  server.close(() => process.exit(0))
  if ('closeIdleConnections' in server) server.closeIdleConnections()
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)

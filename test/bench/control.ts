import { createServer } from 'node:http'

/**
 * The control of every rate: a node:http server that sends 150 bytes and does nothing else. Its
 * argument is the status that it answers, 200 by default.
 */
const status = Number(process.argv[2] ?? 200)
const body = JSON.stringify({ text: 'x'.repeat(139) })
const server = createServer((_, response) => {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
server.listen(0, '127.0.0.1', () =>
  console.log(`curl http://localhost:${(server.address() as { port: number }).port}/`),
)

import { createServer, type Server } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { getRequestListener } from '@hono/node-server'
import type { Surfaces } from '#surfaces'

/**
 * Serves surfaces on a port; 0 chooses a free one. `surfaces` is called for every request, because
 * they open after the server has started.
 */
export function listen(surfaces: () => Surfaces, port: number, hostname: string): Server {
  // Without it a process that begins with payments holds 146 MB instead of 119 MB. In package.json
  // it would cost 30 ms at every start: see docs/decisions/0026.
  setFlagsFromString('--no-allocation-site-pretenuring')
  const throughHono = getRequestListener((request, env) => surfaces().fetch(request, env), { hostname })
  const server = createServer((incoming, outgoing) => {
    if (!surfaces().nodeFastPath(incoming, outgoing)) void throughHono(incoming, outgoing)
  })
  return server.listen(port, hostname)
}

import type { Context } from 'hono'
import { buildResponse } from '#apps/authorization/http/bridge.ts'
import { forwardRequest, requestFromProvider, sendProviderResponse } from '#apps/authorization/http/provider-request.ts'
import type { Handler } from '#apps/authorization/http/request-wrapper.ts'
import { rejectHead } from '#apps/authorization/http/unknown-route.ts'
import { mergeRobots, parseRobot } from '#bank/authorization/robot.ts'
import { scenarios } from '#bank/scenarios/scenarios.ts'
import type { World } from '#store/world.ts'
import { findRobot, sendRobotResult, startRobot } from './robot.ts'

/** Takes an authorization request: sends the browser to the first step, or plays the robot. */
export const authorize: Handler = async (c, server, host) => {
  rejectHead(c)
  const requestRobot = readRobot(c)
  const response = await requestFromProvider(c, server, host, { withoutQuery: ['robot'] })

  const uid = /\/interaction\/([\w-]+)$/.exec(String(response.headers.location ?? ''))?.[1]
  const interaction = uid === undefined ? undefined : await server.provider.Interaction.find(uid)
  if (!interaction) return sendProviderResponse(c, server, response)

  const declared = await findRobot(server.world, requestRobot, interaction)
  const scenario = findScenarioRobot(server.world)
  const robot =
    declared !== undefined && scenario !== undefined ? mergeRobots(declared, scenario) : (scenario ?? declared)
  if (robot === undefined) return buildResponse(response)
  return sendRobotResult(c, server, await startRobot(server, interaction, robot, response))
}

/** Sends the browser back to the client with the result. The provider does so once. */
export const resumeAuthorization: Handler = async (c, server, host) => {
  rejectHead(c)
  return forwardRequest(c, server, host)
}

/** Finds the robot of the scenario that applies to this request. */
function findScenarioRobot({ scenarios: active = new Map() }: World): string | undefined {
  for (const [name, values] of active) {
    const { effect } = scenarios[name] ?? {}
    if (effect?.at === 'run' && effect.robot) return effect.robot(values)
  }
  return undefined
}

/** Reads the robot that this request declares by query or header. Rejects a malformed one. */
function readRobot(c: Context): string | undefined {
  const sources = [
    ['query robot', c.req.query('robot')],
    ['header x-sandbank-robot', c.req.header('x-sandbank-robot')],
  ] as const
  for (const [path, declaration] of sources) {
    if (declaration === undefined) continue
    parseRobot(declaration, path)
    return declaration
  }
  return undefined
}

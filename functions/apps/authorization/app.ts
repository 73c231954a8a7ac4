import { type Context, Hono } from 'hono'
import { findAuthorising } from '#actions/authorising.ts'
import { findPartner } from '#actions/partners.ts'
import { Problem } from '#bank/problem.ts'
import { robotOf } from '#bank/robot.ts'
import { admitClient } from '#edge/grant.ts'
import type { Host } from '#edge/host.ts'
import { isInteractionId } from '#edge/input.ts'
import { refuse } from '#edge/refusal.ts'
import { callerOf } from '#edge/serve.ts'
import { certificateHeader, subjectHeader } from './certificate.ts'
import { mountRegistration } from './registration.ts'
import { begin, type Driven, drive, robotFor } from './robot.ts'
import { type Answer, responseOf, through } from './through.ts'
import { at, type Entered, enter } from './world.ts'

/** Headers that reach the provider. What a proxy may have added about hosts and protocols does not: configuration says those. */
const passed = ['accept', 'authorization', 'content-type', 'cookie', 'dpop', 'origin', 'user-agent']

/** The authorization server of every world: the certified OpenID provider, and what people and robots do in front of it. */
export function mount(app: Hono, host: Host): void {
  const { sandbox } = host
  const base = '/authorization/:WorldId'

  const road = (work: (c: Context, entered: Entered) => Promise<Response>) => async (c: Context) => {
    try {
      const entered = await enter(sandbox, c.req.param('WorldId') as string)
      return await at(entered.world, () => work(c, entered))
    } catch (error) {
      return refuse(sandbox, error, interactionIdOf(c), 'details')
    }
  }
  const interactionIdOf = (c: Context) => {
    const sent = c.req.header('x-fapi-interaction-id')
    return sent !== undefined && isInteractionId(sent) ? sent : sandbox.newInteractionId()
  }

  /** The request as the provider shall see it, below its issuer. */
  async function passOn(c: Context, { provider }: Entered, without: readonly string[] = []): Promise<Answer> {
    const url = new URL(c.req.url)
    for (const name of without) url.searchParams.delete(name)
    const path = url.pathname.slice(new URL(provider.issuer).pathname.length) + url.search
    const headers: Record<string, string> = {}
    for (const name of passed) {
      const value = c.req.header(name)
      if (value !== undefined) headers[name] = value
    }
    const certificate = host.certificateOf?.(c)
    if (certificate) {
      headers[certificateHeader] = certificate.der
      // A header carries ASCII only.
      headers[subjectHeader] = encodeURIComponent(certificate.subject)
    }
    const body = c.req.method === 'GET' ? undefined : new Uint8Array(await c.req.arrayBuffer())
    return through(provider, { method: c.req.method, path, headers, body })
  }

  const authorize = road(async (c, entered) => {
    const { world, provider } = entered
    const asked = robotAsked(c)
    const answer = await passOn(c, entered, ['robot'])
    const uid = /\/interaction\/([\w-]+)$/.exec(String(answer.headers.location ?? ''))?.[1]
    const interaction = uid === undefined ? undefined : await provider.Interaction.find(uid)
    if (!interaction) return responseOf(answer)
    const robot = await robotFor(world, asked, interaction)
    if (robot === undefined) return responseOf(answer)
    return drivenTo(c, await begin(entered, interaction, robot, answer))
  })
  app.get(`${base}/authorize`, authorize)
  app.post(`${base}/authorize`, authorize)

  app.get(
    `${base}/interaction/:uid`,
    road(async (c, entered) => {
      const uid = c.req.param('uid') as string
      const [standing, interaction] = [
        await findAuthorising(entered.world, uid),
        await entered.provider.Interaction.find(uid),
      ]
      if (!standing?.authorising.robot || !interaction)
        throw new Problem(
          'authorisation-over',
          'this authorisation is over; go back to the app you came from and begin again',
        )
      return drivenTo(c, await drive(entered, interaction, standing))
    }),
  )

  /** What this very request says of the customer, by query or by header. */
  function robotAsked(c: Context): string | undefined {
    const places = [
      ['query robot', c.req.query('robot')],
      ['header x-sandbank-robot', c.req.header('x-sandbank-robot')],
    ] as const
    const [place, line] = places.find(([, said]) => said !== undefined) ?? places[0]
    if (line !== undefined) robotOf(line, place)
    return line
  }

  function drivenTo(c: Context, driven: Driven): Response {
    if ('answer' in driven) {
      const { answer } = driven
      return responseOf(answer.status === 303 ? { ...answer, status: 302 } : answer)
    }
    if ('abandoned' in driven)
      return c.json({ status: 'abandoned', detail: 'the customer walked away; no answer will come' }, 200)
    const until = new Date(driven.waitsUntil).toISOString()
    const waits = { status: 'waits', until, continue: driven.url }
    return c.json(waits, 200, { 'retry-after': '1', 'cache-control': 'no-store' })
  }

  mountRegistration(app, host, async (c) => {
    const { world, partnerId } = await admitClient(sandbox, callerOf(c, sandbox.baseUrl, host.certificateOf))
    return { world, partner: await findPartner(world, partnerId) }
  })

  app.all(
    `${base}/*`,
    road(async (c, entered) => responseOf(await passOn(c, entered))),
  )

  // RFC 8414 puts the well-known part in front of the issuer's path.
  const wellKnown = new Hono()
  wellKnown.get(
    '/:kind/authorization/:WorldId',
    road(async (c, { provider }) => {
      const kind = c.req.param('kind')
      if (kind !== 'oauth-authorization-server' && kind !== 'openid-configuration')
        throw new Problem('path-unknown', `there is nothing at ${c.req.path}`)
      return responseOf(await through(provider, { method: 'GET', path: `/.well-known/${kind}`, headers: {} }))
    }),
  )
  app.route('/.well-known', wellKnown)
}

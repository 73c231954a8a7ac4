import { type Context, Hono } from 'hono'
import { findInteraction } from '#actions/authorization/interaction.ts'
import { findPartner } from '#actions/partners/partners.ts'
import { mountOwnPages } from '#apps/authorization/customer/routes.ts'
import { type Answer, errorIn, responseOf, through } from '#apps/authorization/http/bridge.ts'
import { troubled } from '#apps/authorization/http/error-page.ts'
import { forwarded, ofBrowsers } from '#apps/authorization/http/forwarded-headers.ts'
import { NoPage } from '#apps/authorization/http/no-page.ts'
import { machineEndpoints } from '#apps/authorization/http/node-fast-path.ts'
import { settingOf, shown, wantsPage } from '#apps/authorization/http/page-response.ts'
import { at } from '#apps/authorization/http/request-context.ts'
import { begin, type Driven, drive, robotFor } from '#apps/authorization/interaction/robot.ts'
import { showStep, takeStep } from '#apps/authorization/interaction/steps.ts'
import { sessionless, withoutSession } from '#apps/authorization/provider/cookies.ts'
import { type Entered, enter } from '#apps/authorization/provider/open-world.ts'
import { parseRobot } from '#bank/authorization/robot.ts'
import { Problem } from '#bank/base/problem.ts'
import { iso } from '#bank/time/clock.ts'
import { applyScenario, checkSandbankHeaders } from '#bank/worlds/scenario.ts'
import { credentialsOf } from '#edge/credentials.ts'
import { interactionIdFor, refuse } from '#edge/error-response.ts'
import { admitClient } from '#edge/grant.ts'
import { headerNamesOf } from '#edge/header-names.ts'
import type { Host } from '#edge/host.ts'
import { readBodyBytes } from '#edge/input.ts'
import { originOf } from '#edge/origin.ts'
import { abandonedPage, robotWaitsPage } from './pages/robot.ts'
import { bankStyles, markSvg } from './pages/stylesheet.ts'
import { providerErrorPage } from './pages/trouble.ts'
import { mountRegistration } from './registration.ts'

export { nodeFastPath } from '#apps/authorization/http/node-fast-path.ts'

/** The authorization server of every world: the OpenID provider, customer pages and robots. */
export function mount(app: Hono, host: Host): void {
  const { sandbox } = host
  const base = '/authorization/:WorldId'

  app.get('/authorization/bank.css', () => asset('text/css; charset=utf-8', bankStyles))
  app.get('/authorization/mark.svg', () => asset('image/svg+xml', markSvg))

  type Work = (c: Context, entered: Entered) => Promise<Response>
  const road =
    (work: Work, isForPeople: (c: Context) => boolean = () => false) =>
    async (c: Context) => {
      let entered: Entered | undefined
      try {
        checkSandbankHeaders(headerNamesOf(c))
        applyScenario(c.req.header('x-sandbank-scenario'))
        entered = await enter(sandbox, c.req.param('WorldId') as string)
        return await at(entered.world, () => work(c, entered as Entered))
      } catch (error) {
        const interactionId = interactionIdOf(c)
        if (!isForPeople(c)) return refuse(sandbox, error, interactionId, 'details')
        return troubled(sandbox, error, interactionId, settingOf(c, entered?.world))
      }
    }
  const always = () => true
  const interactionIdOf = (c: Context) => interactionIdFor(sandbox, c.req.header('x-fapi-interaction-id'))

  /**
   * The request as the provider shall see it, below its issuer; a machine's by the door that it
   * came in by.
   */
  async function passOn(
    c: Context,
    { provider }: Entered,
    { without = [], door }: { without?: readonly string[]; door?: string } = {},
  ): Promise<Answer> {
    const url = new URL(c.req.url)
    for (const name of without) url.searchParams.delete(name)
    const { pathname: issuer } = new URL(provider.issuer)
    // The same world in other letters (`wld%5F...`), or nothing behind it: no path of the
    // provider's.
    if (!url.pathname.startsWith(`${issuer}/`)) throw nothingAt(c)
    const path = url.pathname.slice(issuer.length) + url.search
    const headers = forwarded((name) => c.req.header(name), ofBrowsers, host.certificateOf?.(c))
    const body = c.req.method === 'GET' ? undefined : await readBodyBytes(c.req.raw)
    // No sign-in of before may answer for anything: the provider's session is neither taken nor
    // given.
    if (headers.cookie !== undefined) headers.cookie = withoutSession(headers.cookie, provider)
    return sessionless(await through(provider, { method: c.req.method, path, headers, body, door }), provider)
  }

  /** The provider's answer as it is sent: what it says to a person becomes a page. */
  function answered(c: Context, { world }: Entered, answer: Answer): Response | Promise<Response> {
    const said = answer.status >= 400 ? errorIn(answer) : undefined
    // An address that is nothing's is no mistake of an app's; the provider has but two plain words
    // for it.
    if (answer.status === 404 && !said) {
      throw nothingAt(c)
    }
    if (!said || !wantsPage(c)) return responseOf(answer)
    return shown(providerErrorPage(settingOf(c, world), said, interactionIdOf(c)), answer.status)
  }

  /** What a path with one method answers to any other. */
  const only = (method: string) =>
    road(async (c) => {
      throw methodUnknown(c, method)
    })

  const authorize = road(async (c, entered) => {
    refuseHead(c)
    const { world, provider } = entered
    const asked = robotAsked(c)
    const answer = await passOn(c, entered, { without: ['robot'] })
    const uid = /\/interaction\/([\w-]+)$/.exec(String(answer.headers.location ?? ''))?.[1]
    const interaction = uid === undefined ? undefined : await provider.Interaction.find(uid)
    if (!interaction) return answered(c, entered, answer)
    const robot = await robotFor(world, asked, interaction)
    if (robot === undefined) return responseOf(answer)
    return drivenTo(c, entered, await begin(entered, interaction, robot, answer))
  }, wantsPage)
  app.get(`${base}/authorize`, authorize)
  app.all(`${base}/authorize`, only('GET'))

  app.get(
    `${base}/interaction/:uid`,
    road(async (c, entered) => {
      refuseHead(c)
      const uid = c.req.param('uid') as string
      const standing = await findInteraction(entered.world, uid)
      const isRobot = standing?.authorising.robot !== undefined
      if (!isRobot && wantsPage(c)) return showStep(c, entered)
      const interaction = isRobot ? await entered.provider.Interaction.find(uid) : undefined
      if (!standing || !interaction)
        throw new Problem(
          'authorisation-over',
          isRobot
            ? 'this authorisation is over; go back to the app you came from and begin again'
            : 'a person answers here, in a browser; for an answer without one add a robot to the request, such as robot=approve',
        )
      return drivenTo(c, entered, await drive(entered, interaction, standing))
    }, wantsPage),
  )
  app.post(`${base}/interaction/:uid`, road(takeStep, always))
  for (const path of machineEndpoints) {
    app.post(
      base + path,
      road(async (c, entered) => {
        const answer = await passOn(c, entered, { door: originOf(sandbox, c.req.url) })
        // Hono reads a path more kindly than the provider, which has nothing at `/%74oken`.
        return answer.status === 404 ? answered(c, entered, answer) : responseOf(answer)
      }),
    )
    app.all(base + path, only('POST'))
  }
  mountOwnPages(app, base, (work) => road(work, always))

  /** What this very request says of the customer, by query or by header. */
  function robotAsked(c: Context): string | undefined {
    const places = [
      ['query robot', c.req.query('robot')],
      ['header x-sandbank-robot', c.req.header('x-sandbank-robot')],
    ] as const
    const [place, line] = places.find(([, said]) => said !== undefined) ?? places[0]
    if (line !== undefined) parseRobot(line, place)
    return line
  }

  function drivenTo(c: Context, { world, provider }: Entered, driven: Driven): Response | Promise<Response> {
    if ('answer' in driven) {
      const answer = sessionless(driven.answer, provider)
      return responseOf(answer.status === 303 ? { ...answer, status: 302 } : answer)
    }
    const setting = settingOf(c, world)
    if ('abandoned' in driven) {
      if (wantsPage(c)) return shown(abandonedPage(setting))
      return told(c, { status: 'abandoned', detail: 'the customer walked away; no answer will come' })
    }
    if (wantsPage(c)) return shown(robotWaitsPage(setting, driven.waitsUntil, new URL(driven.url).pathname))
    const until = iso(driven.waitsUntil)
    const waits = { status: 'waits', until, continue: driven.url }
    return told(c, waits, { 'retry-after': '1' })
  }

  mountRegistration(app, host, async (c) => {
    const { world, partnerId } = await admitClient(sandbox, credentialsOf(c, host))
    return { world, partner: await findPartner(world, partnerId) }
  })

  for (const path of ['/authorize/:uid', '/jwks', ...kinds.map((kind) => `/.well-known/${kind}`)]) {
    app.get(
      base + path,
      road(async (c, entered) => {
        // The last word of an authorization request is said once.
        if (path === '/authorize/:uid') refuseHead(c)
        return answered(c, entered, await passOn(c, entered))
      }, wantsPage),
    )
    app.all(base + path, only('GET'))
  }
  // The provider reads paths in any case, and with a slash behind them: on those ways nobody would
  // ask the robots.
  app.all(
    `${base}/*`,
    road(async (c) => {
      throw nothingAt(c)
    }, wantsPage),
  )

  // RFC 8414 puts the well-known part in front of the issuer's path.
  const wellKnown = new Hono()
  wellKnown.get(
    '/:kind/authorization/:WorldId',
    road(async (c, { provider }) => {
      const kind = c.req.param('kind') as string
      if (!kinds.includes(kind)) throw new Problem('path-unknown', `there is nothing at ${c.req.path}`)
      return responseOf(await through(provider, { method: 'GET', path: `/.well-known/${kind}`, headers: {} }))
    }),
  )
  app.route('/.well-known', wellKnown)
}

/** The two names of the metadata. */
const kinds = ['openid-configuration', 'oauth-authorization-server']

/** The world is there, and an address in it is not: a person is told just that. */
const nothingAt = (c: Context): Error =>
  wantsPage(c)
    ? new NoPage('not-found')
    : new Problem(
        'path-unknown',
        `there is nothing at ${c.req.path}; /authorization/${c.req.param('WorldId')}/.well-known/openid-configuration names what there is`,
      )

/**
 * A robot would approve, and a request be used up, for who looks only whether there is something: a
 * scanner of links.
 */
function refuseHead(c: Context): void {
  if (c.req.method === 'HEAD') throw methodUnknown(c, 'GET')
}

const methodUnknown = (c: Context, allow: string) =>
  new Problem('method-not-allowed', `${c.req.path} answers to ${allow}, not to ${c.req.method}`, { headers: { allow } })

/** What a robot does, to whoever sent it on its way. */
const told = (c: Context, what: object, headers: Record<string, string> = {}): Response =>
  c.json(what, 200, { ...headers, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })

/**
 * What every page shares. It changes with the release only; a short life spares telling which one.
 */
const asset = (type: string, text: string): Response =>
  new Response(text, {
    headers: { 'content-type': type, 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' },
  })

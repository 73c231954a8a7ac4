import { defineCommand } from '#cli/command.ts'
import { Failure } from '#cli/failure.ts'
import { type Account, createCaller } from '#cli/sdk.ts'
import { type Consent, connect, describeConsent, findPartnerOf } from '#cli/worlds/consents.ts'
import { findCustomer } from '#cli/worlds/payee.ts'
import { partnerOption } from './create.ts'

export const approve = defineCommand({
  path: 'consent approve',
  about: 'Authorise a consent as a customer, and get its tokens',
  details: 'A robot answers the pages of the bank; with --browser it prints the address for a person instead',
  arguments: { consent: { about: 'its ConsentId' } },
  options: {
    customer: { about: 'id or name of the customer (default cus_0)', value: 'CUSTOMER' },
    robot: { about: 'what the robot does, such as refuse (default approve)', value: 'ROBOT' },
    partner: partnerOption,
    browser: { about: 'print the address that a person opens; the app at the redirect URI gets the answer' },
  },
  examples: [
    'sandbank consent approve aac_4f0c9be1d2a7 --customer okafor',
    'sandbank consent approve aac_4f0c9be1d2a7 --browser',
  ],
  nextIfMissing: 'sandbank consent create',
  async run(context, { args, options }) {
    const world = await context.world()
    const customer = options.customer === undefined ? 'cus_0' : (await findCustomer(world, options.customer)).id
    const partner = await findPartnerOf(context, args.consent, options.partner)
    const { client, call, name } = await connect(context, partner)
    const path = `/aisp/account-access-consents/${encodeURIComponent(args.consent)}`
    await call<Consent>('GET', path)
    const { url, pending } = await client.authorize({ consentId: args.consent }).catch(name)
    if (options.browser) return { json: { url: `${url}` }, people: `${url}` }
    const { answerAsRobot } = await import('#cli/oauth.ts')
    const robot = options.robot ?? 'approve'
    const back = await answerAsRobot(url, robot.includes('customer=') ? robot : `${robot}, customer=${customer}`).catch(
      (error) => {
        throw new Failure('rejected', (error as Error).message, `sandbank consent show ${args.consent}`)
      },
    )
    await client.finish(back, pending).catch(name)
    const [consent, { Data }] = await Promise.all([
      call<Consent>('GET', path),
      createCaller(client.connection(args.consent)).call<{ Data: { Account: Account[] } }>(
        'GET',
        `${partner.openBanking}/aisp/accounts`,
      ),
    ])
    const accounts = Data.Account.map(({ AccountId }) => AccountId)
    const people = `${describeConsent(context, consent)}\n${context.terminal.style('dim', 'accounts')}     ${accounts.join(' ')}`
    return { json: { ...consent, accounts }, people }
  },
})

import { refuseOrder } from '#actions/approvals/approvals.ts'
import { findSigningOff, type SigningOff, sendCode, signOff, waitingFor } from '#actions/approvals/approve-by-code.ts'
import { listChosenAccounts } from '#actions/authorization/payment-choices.ts'
import { findSignatory } from '#actions/consents/signatories.ts'
import { typedCode } from '#apps/authorization/http/forms.ts'
import { NoPage } from '#apps/authorization/http/no-page.ts'
import { onTo, shown } from '#apps/authorization/http/page-response.ts'
import { partsFor } from '#apps/authorization/interaction/consent-parts.ts'
import { wrongCode } from '#apps/authorization/pages/code.ts'
import { type Signing, signingCodePage, signingPage } from '#apps/authorization/pages/customer/approval.ts'
import { toSignPage } from '#apps/authorization/pages/customer/awaiting-approval.ts'
import { orderInWords } from '#apps/authorization/pages/customer/order-text.ts'
import { Problem } from '#bank/base/problem.ts'
import { appOf, nameIn, type Owner, standingOf } from './owner.ts'

/**
 * What another director finds: the payments that wait for it, and nothing else of the company's.
 */
export async function toSign(owner: Owner): Promise<Response> {
  const { entered, setting, session, token } = owner
  const business = findSignatory(entered.world, session.customer)?.business ?? ''
  const waiting = await waitingFor(entered.world, session.customer)
  const payments = await Promise.all(
    waiting.map(async ({ order, consent }) => {
      const app = await appOf({ entered, setting }, order.partner)
      const { gist } = partsFor(entered.world, setting, app, consent, order)
      return { id: order.id, app, gist, until: order.approvals?.until ?? 0 }
    }),
  )
  return shown(toSignPage(setting, { name: nameIn(entered, session.customer), business, token, payments }))
}

/**
 * One payment: all there is to know of it, then the code, then what was decided. What is shown
 * follows from what is kept.
 */
export async function showSigning(owner: Owner): Promise<Response> {
  const { c, setting } = owner
  const one = await asked(owner)
  const isTooOften = c.req.query('wrong') === 'too-often'
  const signing = await told(owner, one)
  if (!one.isOpen || !one.sent || c.req.query('again') !== undefined)
    return shown(signingPage(setting, signing, isTooOften ? setting.t.end.tooOften : undefined))
  const { code, wrongCodes } = one.sent
  return shown(signingCodePage(setting, signing, { code, wrong: wrongCode(setting.t, wrongCodes) }))
}

/**
 * Takes a director's answer. One that comes too late, or twice, is shown where the payment stands.
 */
export async function takeSigning(owner: Owner, form: URLSearchParams): Promise<Response> {
  const { world } = owner.entered
  const one = await asked(owner)
  const here = `${owner.setting.base}/customer/payments/${one.order.id}`
  const decision = form.get('decision')
  if (!one.isOpen) return onTo(here)
  try {
    if (decision === 'approve') await sendCode(world, one)
    if (decision === 'confirm') await signOff(world, one, typedCode(form))
    if (decision === 'refuse') await refuseOrder(world, one.order.id, one.party)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'attempts-exceeded') return onTo(`${here}?wrong=too-often`)
  }
  return onTo(here)
}

/** The order of the path, if who is signed in has a word in it. Another company's is not there. */
async function asked({ c, entered, session }: Owner): Promise<SigningOff> {
  const one = await findSigningOff(entered.world, session.customer, c.req.param('OrderId') as string)
  if (!one) throw new NoPage('not-found')
  return one
}

async function told(owner: Owner, { order, consent, signers, isOpen, party }: SigningOff): Promise<Signing> {
  const { entered, setting, session, token } = owner
  const { world } = entered
  const app = await appOf({ entered, setting }, order.partner)
  const agreed = order.approvals?.given ?? []
  const namesOf = (isIn: (id: string) => boolean) => signers.filter(({ id }) => isIn(id)).map(({ name }) => name)
  return {
    app,
    name: nameIn(entered, session.customer),
    token,
    parts: partsFor(world, setting, app, consent, order),
    accounts: isOpen ? await listChosenAccounts(world, consent, [order.account]) : [],
    by: namesOf((id) => agreed.includes(id)),
    at: order.approvals?.at ?? order.createdAt,
    until: order.approvals?.until ?? order.createdAt,
    isOpen,
    hasAgreed: agreed.includes(party),
    state: orderInWords(setting.t, standingOf(world, order)),
  }
}

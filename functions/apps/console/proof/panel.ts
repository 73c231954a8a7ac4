import { html } from 'hono/html'
import { type Proof, proveLedger } from '#actions/ledger/proof.ts'
import { proveSmallLedger } from '#actions/ledger/quick-proof.ts'
import { counted } from '#apps/console/words.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import { pageHeaders } from '#apps/site/page.ts'
import { badge, type Html, nothing, plainBadge } from '#looks/index.ts'

/** The largest ledger that is proved while the screen of its world loads: some milliseconds. */
const mostLegsAtOnce = 200

/**
 * Shows whether the ledger of a world is proved, as a badge that opens. A large ledger is proved
 * once the page is there, or without a script when it is asked for.
 */
export async function renderProofBadge(request: WorldRequest): Promise<Html> {
  const proof = await proveSmallLedger(request.world, mostLegsAtOnce)
  if (proof) return renderBadge(proof)
  const path = `${request.base}/proof`
  return html`<a class="badge-link" href="${path}" data-load="${path}/badge">${plainBadge('Prove the ledger')}</a>`
}

const renderBadge = (proof: Proof): Html =>
  html`<details class="pop" id="proof"><summary>${badge(proof.holds ? 'settled' : 'problem', proof.holds ? 'Ledger proved' : 'Ledger broken')}</summary><div class="pop-body stack">${renderProof(proof)}</div></details>`

/** Says what a proof has read, and its first fault. */
function renderProof({ holds, accounts, legs, payments, orders, digest, breaks }: Proof): Html {
  const read = `${counted(legs, 'leg')} on ${counted(accounts, 'account')}, of ${counted(payments, 'payment')} and ${counted(orders, 'settled order')}`
  const faulty = breaks && [breaks.payment, breaks.account, breaks.seq === undefined ? undefined : `leg ${breaks.seq}`]
  return html`<p><strong>${holds ? 'Every sum and every chain is right.' : 'The ledger does not add up.'}</strong></p>
${breaks ? html`<p>${faulty?.filter((part) => part !== undefined).join(', ')}: ${breaks.why}.</p>` : nothing}
<p class="small">${legs === 0 ? 'Nothing has been booked beyond the history that the seed computes.' : `Read again: ${read}.`}</p>
<ul class="ticks small"><li>The balance and the hash of each leg follow from the leg before it.</li><li>The legs of each payment add up to zero.</li><li>Each settled order has its legs, and each leg its order.</li></ul>
<p class="xs soft">Digest of all legs <code>${digest.slice(0, 16)}</code>. It is the same wherever the same money moved.</p>`
}

/** Mounts the page of a proof, for ledgers that take a while. */
export function mountProof({ get }: Routes): void {
  get('/proof/badge', async ({ c, world }) => c.html(renderBadge(await proveLedger(world)), 200, pageHeaders))
  get('/proof', async (request) => {
    const proof = await proveLedger(request.world)
    return {
      title: `Proof of ${request.world.id} · Sandbank console`,
      main: html`<div class="narrow"><h1>Proof of the ledger</h1><p>${badge(proof.holds ? 'settled' : 'problem', proof.holds ? 'Proved' : 'Broken')}</p><div class="card stack">${renderProof(proof)}</div><p><a href="${request.base}">Back to ${request.world.id}</a></p></div>`,
    }
  })
}

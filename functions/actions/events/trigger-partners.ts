import { commitWithEvents, keepListened } from '#actions/outbox/outbox.ts'
import { issueCertificate } from '#actions/partners/software-certificates.ts'
import { software } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Write } from '#store/store.ts'
import { buildCertificateEvent, certificateWarning, findPartners } from './expiries.ts'
import { tellEvents } from './tell.ts'
import type { Subject, TriggerAction } from './trigger-objects.ts'

type SoftwareTrigger = TriggerAction<Extract<Subject, { is: 'software' }>>

/** The validity of the new certificate, in days: less than the warning before the end of one. */
const shortDays = 29

/** The directory issues a certificate that expires soon, for the same key. */
const certificateExpiring: SoftwareTrigger = {
  async findObstacle(world, { record: { id, partner, certificate } }) {
    const { expiresAt } = certificate
    if (Date.parse(expiresAt) - certificateWarning <= readSteadyTime(world.sandbox))
      return `its certificate ends at ${expiresAt} already; renew it first`
    return (await findPartners(world, id, partner)).length > 0 ? undefined : 'no partner registered with it'
  },
  async run(world, { record, version }, _, others) {
    // From here on, the next look at what ends soon begins after the instant of this warning.
    await tellEvents(world)
    const certificate = await issueCertificate(world, record, shortDays)
    const { id, partner } = record
    const owners = await findPartners(world, id, partner)
    const found = owners.map((owner) =>
      buildCertificateEvent({ partner: owner, SoftwareId: id, expiresAt: certificate.expiresAt, at: world.now }),
    )
    const put: Write = { put: software.key(world.id, id), expect: { version }, value: { ...record, certificate } }
    await rejectOnConflict(`the software ${id} was changed by another request at the same time; retry`, () =>
      commitWithEvents(world, [put, ...others], keepListened(world, found)),
    )
  },
}

/** The events of partners and their software. */
export const partnerTriggers = { 'partner.certificate-expiring': certificateExpiring } as const

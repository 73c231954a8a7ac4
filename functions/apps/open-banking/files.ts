import * as z from 'zod'
import { loadOwnConsent } from '#actions/consents/consents.ts'
import { fileReport } from '#actions/files/report.ts'
import { findFile, uploadFile } from '#actions/files/upload.ts'
import { ownOrder } from '#actions/payments/orders.ts'
import { fileMedia, mostFileBytes, mostPayments } from '#bank/payments/file-announcement.ts'
import { Answer, Download, type Operation, operation } from '#edge/operation.ts'
import { ConsentId, OrderId, replayed } from './payments.ts'

const tag = 'File payments'

/**
 * What files have beside the operations of every payment: the file itself, and the report of it.
 */
export const files: readonly Operation[] = [
  operation({
    id: 'CreateFilePaymentConsentsConsentIdFile',
    tag,
    summary: 'Upload the file that the consent announced',
    description: `In the form that the consent names as FileType: UK.OBIE.PaymentInitiation.4.0 (or 3.1) holds initiations of domestic
payments as Data.DomesticPayments, UK.OBIE.pain.001.001.08 is ISO 20022. At most ${mostFileBytes} bytes and ${mostPayments} payments. Its
hash, how many payments it holds and what they add up to must be those of the consent. The same file again changes nothing.`,
    method: 'post',
    path: '/pisp/file-payment-consents/{ConsentId}/file',
    needs: 'partner',
    scope: 'payments',
    isSigned: true,
    isIdempotent: true,
    params: z.object({ ConsentId }),
    upload: { media: fileMedia, most: mostFileBytes },
    returns: { status: 200 },
    problems: [
      'consent-not-found',
      'consent-foreign',
      'idempotency-mismatch',
      'field-expected',
      'date-invalid',
      'currency-unsupported',
      'local-instrument-unsupported',
      'account-scheme-unsupported',
      'account-identifier-unsupported',
      'conflict',
    ],
    run: async ({ world, grant, params, upload, idempotencyKey }) => {
      const { isReplay } = await uploadFile(world, grant, params.ConsentId, { file: upload, idempotencyKey })
      return new Answer({}, replayed(isReplay))
    },
  }),
  operation({
    id: 'GetFilePaymentConsentsConsentIdFile',
    tag,
    summary: 'The file of a consent, byte for byte',
    method: 'get',
    path: '/pisp/file-payment-consents/{ConsentId}/file',
    needs: 'partner',
    scope: 'payments',
    isSigned: true,
    params: z.object({ ConsentId }),
    returns: { status: 200, media: fileMedia },
    problems: ['consent-not-found', 'consent-foreign', 'file-not-found'],
    run: async ({ world, grant, params }) => {
      const { media, bytes } = await findFile(world, grant, params.ConsentId)
      return new Download(media, `${params.ConsentId}.${media === 'application/json' ? 'json' : 'xml'}`, bytes)
    },
  }),
  operation({
    id: 'GetFilePaymentsFilePaymentIdReportFile',
    tag,
    summary: 'What became of each payment of a file, as a file',
    description:
      'JSON for files of every form. Each payment is ACSP, RJCT with its reason, or PDNG. Once the file is INCO or INFA, its bytes stay the same.',
    method: 'get',
    path: '/pisp/file-payments/{FilePaymentId}/report-file',
    needs: 'partner',
    scope: 'payments',
    isSigned: true,
    params: z.object({ FilePaymentId: OrderId }),
    returns: { status: 200, media: ['application/json'] },
    problems: ['order-not-found', 'consent-foreign'],
    run: async ({ world, grant, params }) => {
      const order = await ownOrder(world, grant, 'file-payment', params.FilePaymentId, 'FilePaymentId')
      const { consent } = await loadOwnConsent(world, grant, order.consent, 'file-payment')
      return new Download('application/json', `${order.id}.json`, await fileReport(world, order, consent))
    },
  }),
]

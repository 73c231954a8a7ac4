import * as z from 'zod'
import { loadOwnConsent } from '#actions/consents/consents.ts'
import { buildFileReport } from '#actions/files/report.ts'
import { findFile, uploadFile } from '#actions/files/upload.ts'
import { loadOwnOrder } from '#actions/payments/find-order.ts'
import { fileMedia, maxFileBytes, maxPayments } from '#bank/payments/file-announcement.ts'
import { Download, type Operation, operation } from '#edge/operation.ts'
import { buildIdempotentAnswer } from './idempotent-answer.ts'
import { ConsentId, OrderId } from './payments.ts'

const tag = 'File payments'

/** The operations that only file payments have: upload and read the file, and read its report. */
export const files: readonly Operation[] = [
  operation({
    id: 'CreateFilePaymentConsentsConsentIdFile',
    tag,
    summary: 'Upload the file of a file payment consent',
    description: `The file must have the FileType of the consent. UK.OBIE.PaymentInitiation.4.0 (or 3.1) is JSON with domestic payments in
Data.DomesticPayments. UK.OBIE.pain.001.001.08 is XML (ISO 20022). A file may have up to ${maxFileBytes} bytes and ${maxPayments} payments.
Its hash, number of payments and total must match the consent. Uploading the same file again changes nothing.`,
    method: 'post',
    path: '/pisp/file-payment-consents/{ConsentId}/file',
    needs: 'partner',
    scope: 'payments',
    isSigned: true,
    isIdempotent: true,
    params: z.object({ ConsentId }),
    upload: { media: fileMedia, most: maxFileBytes },
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
      return buildIdempotentAnswer(isReplay, {})
    },
  }),
  operation({
    id: 'GetFilePaymentConsentsConsentIdFile',
    tag,
    summary: 'Download the file of a file payment consent, byte for byte',
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
    summary: 'Download the report of a file payment',
    description:
      'The report is JSON for every FileType. It gives the status of each payment: ACSP, PDNG, or RJCT with a reason. Once the file payment is INCO or INFA, the report no longer changes.',
    method: 'get',
    path: '/pisp/file-payments/{FilePaymentId}/report-file',
    needs: 'partner',
    scope: 'payments',
    isSigned: true,
    params: z.object({ FilePaymentId: OrderId }),
    returns: { status: 200, media: ['application/json'] },
    problems: ['order-not-found', 'consent-foreign'],
    run: async ({ world, grant, params }) => {
      const order = await loadOwnOrder(world, grant, 'file-payment', params.FilePaymentId, 'FilePaymentId')
      const { consent } = await loadOwnConsent(world, grant, order.consent, 'file-payment')
      return new Download('application/json', `${order.id}.json`, await buildFileReport(world, order, consent))
    },
  }),
]

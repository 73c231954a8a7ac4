import { execFileSync } from 'node:child_process'
import { join as inside } from 'node:path'
import { bundleLambdas } from '#infra/bundle.ts'
import { call, connect, join, openBank, permissions } from '#test/support/partners.ts'
import { externalPayee, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import type { Figure } from './http.ts'
import { median } from './process.ts'

/**
 * Measures the read units (DynamoDB) of a page of 50 transactions, with a token bound to a key, on
 * an account with payments.
 */
export async function readUnits(): Promise<Figure> {
  const bank = await openBank()
  const partner = await join(bank)
  const { token } = await connect(partner, { data: { Permissions: [...permissions, 'ReadTransactionsDebits'] } })
  await paymentBankOf(bank, bank.world).place('acc_0_current', 'domestic-payment', {
    InstructionIdentification: 'ACME412',
    EndToEndIdentification: 'FRESCO.21302.GFX.20',
    InstructedAmount: pounds('0.01'),
    CreditorAccount: externalPayee,
  })
  const before = bank.store.units.read
  const { status } = await call(partner, token, 'accounts/acc_0_current/transactions')
  const read = bank.store.units.read - before
  return {
    what: 'read units of a page with a bound token',
    target: '<= 3',
    measured: String(read),
    passes: status === 200 && read > 0 && read <= 3,
  }
}

/**
 * The limits of a surface's Lambda: its size in KB and its import time in ms. The OpenID provider's
 * time is reported without a limit.
 */
const most = { 'open-banking': [850, 150], authorization: [1_350, 400] } as const

/** Measures a Lambda's code: its size, and the time that a fresh process takes to import it. */
export async function bundleCost(folder: string, surface: keyof typeof most): Promise<Figure> {
  const [mostKilobytes, mostMilliseconds] = most[surface]
  const bundles = await bundleLambdas({ into: inside(folder, 'dist') })
  const one = bundles.find(({ name }) => name === surface)
  if (!one) throw new Error('there is no such bundle')
  const env = { SANDBANK_TABLE: 'none', SANDBANK_BASE_URL: 'https://sandbank.example', AWS_REGION: 'eu-west-2' }
  const timed = `const before = performance.now(); await import(${JSON.stringify(inside(one.folder, 'index.mjs'))}); console.log(performance.now() - before)`
  const times = Array.from({ length: 9 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', timed], { env, encoding: 'utf8' })),
  )
  const kilobytes = one.start.bytes / 1024
  const milliseconds = median(times)
  return {
    what: `${surface} bundle`,
    target: `<= ${mostKilobytes} KB, imported in <= ${mostMilliseconds} ms`,
    measured: `${kilobytes.toFixed(0)} KB, ${milliseconds.toFixed(0)} ms`,
    passes: kilobytes <= mostKilobytes && milliseconds <= mostMilliseconds,
  }
}

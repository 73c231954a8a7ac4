import * as z from 'zod'
import { categoryPurposes } from './codes.ts'
import { Instant, text } from './fields.ts'

/** OBFrequency6Code: how often a standing order pays, as a code. */
const frequencyCodes = [
  'ADHO',
  'YEAR',
  'DAIL',
  'FRTN',
  'INDA',
  'MNTH',
  'QURT',
  'MIAN',
  'WEEK',
  'WODL',
  'FOWK',
  'TWMH',
  'FOMH',
  'FIMH',
  'ALMH',
  'NONE',
] as const
export type FrequencyCode = (typeof frequencyCodes)[number]

/** Frequency_1: how often and on which day a standing order pays, such as `IntrvlMnthDay:01:15`. */
const pattern =
  /^(NotKnown|EvryDay|EvryWorkgDay|IntrvlDay:(0[2-9]|[12][0-9]|3[01])|IntrvlWkDay:0[1-9]:0[1-7]|WkInMnthDay:0[1-5]:0[1-7]|IntrvlMnthDay:(0[1-6]|12|24):(-0[1-5]|0[1-9]|[12][0-9]|3[01])|QtrDay:(ENGLISH|SCOTTISH|RECEIVED))$/

const patternMessage = `must be one of ${frequencyCodes.join(', ')}, or a day such as IntrvlMnthDay:01:15`

/**
 * OBFrequency6. `PointInTime` is a day of the week or month, two digits; `00` means not specified.
 */
export const Frequency = z
  .strictObject({
    Type: z.union([z.enum(frequencyCodes), z.string().regex(pattern, patternMessage)]),
    CountPerPeriod: z.int32().optional(),
    PointInTime: z.string().max(2).optional(),
  })
  .meta({ id: 'OBFrequency6' })
export type Frequency = z.output<typeof Frequency>

/** OBMandateRelatedInformation1: when a standing order pays. */
export const MandateRelatedInformation = z
  .strictObject({
    MandateIdentification: text(35).optional(),
    Classification: z.enum(['FIXE', 'USGB', 'VARI']).optional(),
    CategoryPurposeCode: z.enum(categoryPurposes).optional(),
    FirstPaymentDateTime: Instant.optional(),
    RecurringPaymentDateTime: Instant.optional(),
    FinalPaymentDateTime: Instant.optional(),
    Frequency,
    Reason: text(256).optional(),
  })
  .meta({ id: 'OBMandateRelatedInformation1' })
export type MandateRelatedInformation = z.output<typeof MandateRelatedInformation>

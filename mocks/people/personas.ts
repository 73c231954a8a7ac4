import { apprentice } from '#mocks/personas/apprentice.ts'
import { benefitRecipient } from '#mocks/personas/benefit-recipient.ts'
import { climbingOut } from '#mocks/personas/climbing-out.ts'
import { contractor } from '#mocks/personas/contractor.ts'
import { couple } from '#mocks/personas/couple.ts'
import { crossBorder } from '#mocks/personas/cross-border.ts'
import { estate } from '#mocks/personas/estate.ts'
import { freelancer } from '#mocks/personas/freelancer.ts'
import { gambler } from '#mocks/personas/gambler.ts'
import { gigWorker } from '#mocks/personas/gig-worker.ts'
import { highEarner } from '#mocks/personas/high-earner.ts'
import { landlord } from '#mocks/personas/landlord.ts'
import { marketTrader } from '#mocks/personas/market-trader.ts'
import { newcomer } from '#mocks/personas/newcomer.ts'
import { pensioner } from '#mocks/personas/pensioner.ts'
import { salariedFamily } from '#mocks/personas/salaried-family.ts'
import { scamVictim } from '#mocks/personas/scam-victim.ts'
import { shiftWorker } from '#mocks/personas/shift-worker.ts'
import { singleParent } from '#mocks/personas/single-parent.ts'
import { slidingIntoDebt } from '#mocks/personas/sliding-into-debt.ts'
import { smallCompany } from '#mocks/personas/small-company.ts'
import { soleTrader } from '#mocks/personas/sole-trader.ts'
import { student } from '#mocks/personas/student.ts'
import { youngProfessional } from '#mocks/personas/young-professional.ts'
import type { Persona } from './persona.ts'

/**
 * Every persona. The first customers of any world are one of each, in this order and with the
 * persona's name; the rest follow the weights. The order determines the bank's bytes: add a new
 * persona at the end.
 */
export const personas: readonly Persona[] = [
  salariedFamily,
  student,
  gigWorker,
  pensioner,
  newcomer,
  soleTrader,
  smallCompany,
  highEarner,
  couple,
  shiftWorker,
  benefitRecipient,
  youngProfessional,
  apprentice,
  marketTrader,
  freelancer,
  landlord,
  slidingIntoDebt,
  climbingOut,
  gambler,
  scamVictim,
  estate,
  singleParent,
  crossBorder,
  contractor,
]

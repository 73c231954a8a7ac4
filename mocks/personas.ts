import type { Persona } from './persona.ts'
import { apprentice } from './personas/apprentice.ts'
import { benefitRecipient } from './personas/benefit-recipient.ts'
import { climbingOut } from './personas/climbing-out.ts'
import { contractor } from './personas/contractor.ts'
import { couple } from './personas/couple.ts'
import { crossBorder } from './personas/cross-border.ts'
import { estate } from './personas/estate.ts'
import { freelancer } from './personas/freelancer.ts'
import { gambler } from './personas/gambler.ts'
import { gigWorker } from './personas/gig-worker.ts'
import { highEarner } from './personas/high-earner.ts'
import { landlord } from './personas/landlord.ts'
import { marketTrader } from './personas/market-trader.ts'
import { newcomer } from './personas/newcomer.ts'
import { pensioner } from './personas/pensioner.ts'
import { salariedFamily } from './personas/salaried-family.ts'
import { scamVictim } from './personas/scam-victim.ts'
import { shiftWorker } from './personas/shift-worker.ts'
import { singleParent } from './personas/single-parent.ts'
import { slidingIntoDebt } from './personas/sliding-into-debt.ts'
import { smallCompany } from './personas/small-company.ts'
import { soleTrader } from './personas/sole-trader.ts'
import { student } from './personas/student.ts'
import { youngProfessional } from './personas/young-professional.ts'

/**
 * Every kind of customer. The first customers of any world are one of each, in this order and under the persona's name; the rest
 * follow the weights. The order is part of the bank: a new persona goes to the end.
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

import type { Persona } from './persona.ts'
import { gigWorker } from './personas/gig-worker.ts'
import { highEarner } from './personas/high-earner.ts'
import { newcomer } from './personas/newcomer.ts'
import { pensioner } from './personas/pensioner.ts'
import { salariedFamily } from './personas/salaried-family.ts'
import { smallCompany } from './personas/small-company.ts'
import { soleTrader } from './personas/sole-trader.ts'
import { student } from './personas/student.ts'

/** Every kind of customer. The first customers of any world are one of each, in this order; the rest follow the weights. */
export const personas: readonly Persona[] = [
  salariedFamily,
  student,
  gigWorker,
  pensioner,
  newcomer,
  soleTrader,
  smallCompany,
  highEarner,
]

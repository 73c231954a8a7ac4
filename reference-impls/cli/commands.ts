import type { Command } from './command.ts'
import { advance as clockAdvance } from './commands/clock/advance.ts'
import { pause as clockPause } from './commands/clock/pause.ts'
import { run as clockRun } from './commands/clock/run.ts'
import { show as clockShow } from './commands/clock/show.ts'
import { completion } from './commands/completion.ts'
import { approve as consentApprove } from './commands/consent/approve.ts'
import { create as consentCreate } from './commands/consent/create.ts'
import { revoke as consentRevoke } from './commands/consent/revoke.ts'
import { show as consentShow } from './commands/consent/show.ts'
import { accounts as customerAccounts } from './commands/customer/accounts.ts'
import { list as customerList } from './commands/customer/list.ts'
import { show as customerShow } from './commands/customer/show.ts'
import { exportData as dataExport } from './commands/data/export.ts'
import { doctor } from './commands/doctor.ts'
import { listen as eventsListen } from './commands/events/listen.ts'
import { resend as eventsResend } from './commands/events/resend.ts'
import { trigger as eventsTrigger } from './commands/events/trigger.ts'
import { arm as faultArm } from './commands/fault/arm.ts'
import { disarm as faultDisarm } from './commands/fault/disarm.ts'
import { list as faultList } from './commands/fault/list.ts'
import { login } from './commands/login.ts'
import { logs } from './commands/logs/follow.ts'
import { show as logsShow } from './commands/logs/show.ts'
import { open } from './commands/open.ts'
import { create as partnerCreate } from './commands/partner/create.ts'
import { list as partnerList } from './commands/partner/list.ts'
import { rotate as partnerRotate } from './commands/partner/rotate.ts'
import { show as partnerShow } from './commands/partner/show.ts'
import { pay } from './commands/pay.ts'
import { proof } from './commands/proof.ts'
import { status } from './commands/status.ts'
import { token } from './commands/token.ts'
import { up } from './commands/up.ts'
import { create as worldCreate } from './commands/world/create.ts'
import { remove as worldDelete } from './commands/world/delete.ts'
import { diff as worldDiff } from './commands/world/diff.ts'
import { exportWorld as worldExport } from './commands/world/export.ts'
import { fork as worldFork } from './commands/world/fork.ts'
import { importWorld as worldImport } from './commands/world/import.ts'
import { list as worldList } from './commands/world/list.ts'
import { reset as worldReset } from './commands/world/reset.ts'
import { restore as worldRestore } from './commands/world/restore.ts'
import { snapshot as worldSnapshot } from './commands/world/snapshot.ts'
import { use as worldUse } from './commands/world/use.ts'

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  up,
  status,
  doctor,
  open,
  pay,
  token,
  worldCreate,
  worldList,
  worldUse,
  worldFork,
  worldSnapshot,
  worldRestore,
  worldReset,
  worldDiff,
  worldDelete,
  worldExport,
  worldImport,
  clockShow,
  clockAdvance,
  clockPause,
  clockRun,
  customerList,
  customerShow,
  customerAccounts,
  partnerCreate,
  partnerList,
  partnerShow,
  partnerRotate,
  consentCreate,
  consentApprove,
  consentShow,
  consentRevoke,
  faultList,
  faultArm,
  faultDisarm,
  eventsListen,
  eventsTrigger,
  eventsResend,
  logs,
  logsShow,
  proof,
  dataExport,
  login,
  completion,
]

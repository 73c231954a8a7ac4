import type { Html } from '#looks/index.ts'
import { mountClock, renderClockPanel } from './clock/panel.ts'
import { mountCustomers } from './customers/routes.ts'
import { mountEvents, renderEventsPanel } from './events/panel.ts'
import { mountFaults, renderFaultsPanel } from './faults/panel.ts'
import { mountLimits, renderLimitsPanel } from './limits/panel.ts'
import { mountOutages, renderOutagesPanel } from './outages/panel.ts'
import { mountPartners, renderPartnersPanel } from './partners/panel.ts'
import { mountProof } from './proof/panel.ts'
import { mountRequests, renderRequestsPanel } from './requests/panel.ts'
import { mountScenarios } from './scenarios/page.ts'
import { mountSnapshots, renderSnapshotsPanel } from './snapshots/panel.ts'
import { renderTouchedPanel } from './touched/panel.ts'
import type { Routes, WorldRequest } from './world-request.ts'

/** A part of a world's screen, with its pages and forms. */
export type Panel = {
  /** The wide column on the left, or the narrow one on the right. */
  readonly column: 'left' | 'right'
  readonly render: (request: WorldRequest) => Promise<Html>
  readonly mount?: (routes: Routes) => void
}

/** The panels of a world's screen, in each column from the top. One line each. */
export const panels: readonly Panel[] = [
  { column: 'left', render: renderClockPanel, mount: mountClock },
  { column: 'left', render: renderTouchedPanel },
  { column: 'left', render: renderRequestsPanel, mount: mountRequests },
  { column: 'right', render: renderSnapshotsPanel, mount: mountSnapshots },
  { column: 'right', render: renderFaultsPanel, mount: mountFaults },
  { column: 'right', render: renderEventsPanel, mount: mountEvents },
  { column: 'right', render: renderPartnersPanel, mount: mountPartners },
  { column: 'right', render: renderOutagesPanel, mount: mountOutages },
  { column: 'right', render: renderLimitsPanel, mount: mountLimits },
]

/** Pages beside the panels, such as `/customers`. One line each. */
export const pages: readonly ((routes: Routes) => void)[] = [mountProof, mountCustomers, mountScenarios]

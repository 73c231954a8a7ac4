import { applyScenario, checkSandbankHeaders } from '#bank/worlds/scenario.ts'
import type { Sandbox } from '#store/world.ts'
import { interactionIdFor } from './error-response.ts'
import { checkAccept, checkInteractionId } from './input.ts'
import type { RequestHeaders } from './request-headers.ts'

/** How one surface handles a request. `Result` is what it answers: a response, as a rule. */
export type RequestHandler<Result> = {
  /**
   * Whether a malformed `x-fapi-interaction-id` is rejected. OAuth endpoints and pages ignore it.
   */
  readonly checksInteractionId?: boolean
  /**
   * Media types of the answer. A request that accepts none of them is rejected. Absent: no check.
   */
  readonly media?: readonly string[]
  readonly run: (interactionId: string) => Promise<Result>
  /** Answers an error in the form of the surface. */
  readonly renderError: (error: unknown, interactionId: string) => Result | Promise<Result>
}

/**
 * Handles one request of any surface: chooses the interaction id, checks the headers, applies the
 * requested scenario, then runs the surface's own work. Every error of these steps goes to
 * `renderError`.
 */
export async function handleRequest<Result>(
  sandbox: Sandbox,
  headers: RequestHeaders,
  { checksInteractionId, media, run, renderError }: RequestHandler<Result>,
): Promise<Result> {
  const sentId = headers.get('x-fapi-interaction-id')
  const interactionId = interactionIdFor(sandbox, sentId)
  try {
    if (checksInteractionId && sentId !== undefined) checkInteractionId(sentId)
    if (media) checkAccept(headers.get('accept'), media)
    checkSandbankHeaders(headers.names())
    applyScenario(headers.get('x-sandbank-scenario'))
    return await run(interactionId)
  } catch (error) {
    return renderError(error, interactionId)
  }
}

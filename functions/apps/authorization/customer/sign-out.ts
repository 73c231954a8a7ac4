import { redirectTo } from '#apps/authorization/http/page-response.ts'
import type { CustomerRequest } from './customer-request.ts'
import { signOut } from './session.ts'

/** Signs the customer out if the form says so, and shows the overview or the sign-in page. */
export async function takeSignOut(
  { server: { world }, settings, session }: CustomerRequest,
  form: URLSearchParams,
): Promise<Response> {
  const overview = `${settings.base}/customer`
  if (form.get('decision') !== 'sign-out') return redirectTo(overview)
  return redirectTo(overview, { 'set-cookie': [await signOut(world, session)] })
}

import { inCloud, organiserDigest, table } from '#cloud'
import { mount } from './app.ts'

export const handler = inCloud(mount, { store: table(), organiserDigest: organiserDigest() })

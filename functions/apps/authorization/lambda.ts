import { inCloud, table } from '#cloud'
import { mount } from './app.ts'

export const handler = inCloud(mount, { store: table() })

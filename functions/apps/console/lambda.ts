import { inCloud, noTable } from '#cloud'
import { mount } from './app.ts'

export const handler = inCloud(mount, { store: noTable })

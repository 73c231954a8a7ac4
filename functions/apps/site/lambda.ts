import { createHandler, storeWithoutTable } from '#cloud'
import { mount } from './app.ts'

export const handler = createHandler(mount, { store: storeWithoutTable })

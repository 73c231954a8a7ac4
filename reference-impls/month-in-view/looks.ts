// The only import of the design system, which is beside this folder, here and in a fork.
export * from '../looks/index.ts'

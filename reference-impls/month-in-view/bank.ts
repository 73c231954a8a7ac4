// The only import of the SDK, which is beside this folder, here and in a fork.
export * from '../sdk/index.ts'

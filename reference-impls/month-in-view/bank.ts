// The one place that knows where the SDK lies: beside this folder, here and in a fork.
export * from '../sdk/index.ts'

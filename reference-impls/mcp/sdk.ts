// The package's own `imports` cannot leave its folder, so this file is the only way to the SDK.
export { type Call, createCaller, newInteractionId } from '../sdk/call.ts'
export * from '../sdk/index.ts'

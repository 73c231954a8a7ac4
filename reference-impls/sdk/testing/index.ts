import '../node-version.ts'

export { answerAsRobot } from './robot.ts'
export { type AfterAll, type InWorld, type WithWorldOptions, type WorldTools, withWorld } from './with-world.ts'

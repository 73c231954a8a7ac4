// Loaded only by the commands of consents: openid-client takes longer to load than all the rest.
export { fileTokenStore } from '../sdk/oauth/file-store.ts'
export { connectPartner, OAuthError, type Partner } from '../sdk/oauth/index.ts'
export { answerAsRobot } from '../sdk/testing/robot.ts'

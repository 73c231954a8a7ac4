/** An event as it is sent to a subscriber: one POST. */
export type Message = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

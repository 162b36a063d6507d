import type { Event } from './generated/Event'
import type { Transport } from './transport'

/** Finds the bridge's token: in the page it served, or in the configuration beside it. */
async function bridgeToken(): Promise<string> {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="showback-bridge"]')
  if (meta?.content) return meta.content
  const answer = await fetch('/bridge.json')
  if (!answer.ok) return ''
  const config = (await answer.json()) as { token?: string }
  return config.token ?? ''
}

/** The core over loopback HTTP, for browser tests and development of the webview. */
export function bridgeTransport(): Transport {
  let known: Promise<string> | undefined
  const token = () => (known ??= bridgeToken().catch(() => ''))
  return {
    async call(command, request) {
      const answer = await fetch(`/rpc/${command}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${await token()}` },
        body: JSON.stringify(request),
      })
      const body: unknown = await answer.json()
      if (!answer.ok) throw body
      return body
    },
    listen(onEvent) {
      let source: EventSource | undefined
      let isStopped = false
      void token().then((value) => {
        if (isStopped) return
        source = new EventSource(`/events?token=${encodeURIComponent(value)}`)
        source.onmessage = (message: MessageEvent<string>) => onEvent(JSON.parse(message.data) as Event)
      })
      return () => {
        isStopped = true
        source?.close()
      }
    },
    pickFile: undefined,
  }
}

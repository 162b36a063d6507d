import { href, parseRoute } from './route'
import type { Route } from './route'

class Router {
  /** Where the window is. */
  current: Route = $state.raw(parseRoute(globalThis.location?.hash ?? ''))
}

const router = new Router()

globalThis.addEventListener?.('hashchange', () => {
  router.current = parseRoute(location.hash)
})

/** Where the window is; reading it in a component follows it. */
export function route(): Route {
  return router.current
}

/** Goes to an address made by `href`, leaving a step to come back to. */
export function go(address: string): void {
  if (location.hash !== address) location.hash = address
}

/** Changes the parameters of the place at hand without leaving a step behind. */
export function setParams(changes: Record<string, string | null>): void {
  const { room, argument, params } = parseRoute(location.hash)
  const next = new URLSearchParams(params)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name)
    else next.set(name, value)
  }
  const address = href(room, argument, next)
  if (address === location.hash) return
  history.replaceState(history.state, '', address)
  router.current = parseRoute(address)
}

/** Whether pages of an origin may open a stream on a host: both as the request says them. */
export type IsOriginAllowed = (origin: string | undefined, host: string | undefined) => boolean

/** Pages of the host itself and of the origins of the setting; who sends no origin is no page. */
export function createOriginCheck(origins: readonly string[]): IsOriginAllowed {
  const isOpen = origins.includes('*')
  return (origin, host) => {
    if (origin === undefined || isOpen || origins.includes(origin)) return true
    return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
  }
}

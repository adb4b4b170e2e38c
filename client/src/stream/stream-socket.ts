/** What a listener of a socket looks at. */
export interface StreamSocketEvent {
  /** Of a `message`. */
  readonly data?: unknown
  /** Of a `close`. */
  readonly code?: number
}

/** The part of a WebSocket that the client needs. */
export interface StreamSocket {
  addEventListener(type: 'message' | 'close' | 'error', listener: (event: StreamSocketEvent) => void): void
  send(text: string): void
  close(code?: number): void
}

/** Opens a socket. */
export type OpenSocket = (url: string) => StreamSocket

/** With the platform's own WebSocket. */
export const openPlatformSocket: OpenSocket = (url) => new WebSocket(url)

/**
 * The address of the stream as every WebSocket takes it.
 *
 * @param url - of `ws`, `wss`, `http` or `https`; in a browser a path is one of the page's own server
 * @throws TypeError if it is none
 */
export function socketUrl(url: string): string {
  const page = 'location' in globalThis ? globalThis.location.href : undefined
  const address = new URL(url, page)
  if (address.protocol === 'http:') address.protocol = 'ws:'
  if (address.protocol === 'https:') address.protocol = 'wss:'
  return address.href
}

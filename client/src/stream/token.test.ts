import { describe, expect, it, vi } from 'vitest'
import { clientUnderTest, recorder } from './fake-socket.fixture.ts'

type Request = Readonly<{ isRenewal: boolean }>

/** Gives `t1`, `t2` and so on, and remembers how it was asked. */
function tokens() {
  const asked: boolean[] = []
  return {
    asked,
    token: vi.fn(({ isRenewal }: Request) => {
      asked.push(isRenewal)
      return Promise.resolve<string | null>(`t${asked.length}`)
    }),
  }
}
const auth = (id: number, token: string) => ({ type: 'auth', id, token })
const subscribe = (id: number, ...topics: string[]) => ({ type: 'subscribe', id, topics })

describe('a token', () => {
  it('is the first thing that is said; only private topics wait for the answer', async () => {
    const { token } = tokens()
    const { client, open, clock } = clientUnderTest({ token })
    client.subscribe('orders:A-1', recorder().handlers)
    client.subscribe('system', recorder().handlers)
    const socket = await open()
    expect(socket.sent).toEqual([auth(1, 't1'), subscribe(2, 'system')])
    socket.say({ type: 'authenticated', id: 1 })
    await clock.advance(0)
    expect(socket.sent.slice(2)).toEqual([subscribe(3, 'orders:A-1')])
  })

  it('that is null leaves the client without login', async () => {
    const { client, open } = clientUnderTest({ token: () => Promise.resolve(null) })
    client.subscribe('orders:A-1', recorder().handlers)
    expect((await open()).sent).toEqual([subscribe(1, 'orders:A-1')])
  })

  it.each([
    { code: 4001, isRenewal: true },
    { code: 4009, isRenewal: true },
    { code: 4010, isRenewal: true },
    { code: 1006, isRenewal: false },
    { code: 1012, isRenewal: false },
  ])('is asked for before each try; after $code as a renewal: $isRenewal', async ({ code, isRenewal }) => {
    const { token, asked } = tokens()
    const { open, clock } = clientUnderTest({ token })
    const first = await open()
    first.end(code)
    await clock.advance(500)
    const second = await open()
    expect(asked).toEqual([false, isRenewal])
    expect(second.sent).toEqual([auth(2, 't2')])
    second.end(1006)
    await clock.advance(2_000)
    expect(asked).toEqual([false, isRenewal, false])
  })

  it('is renewed in place', async () => {
    const { token, asked } = tokens()
    const { client, open, clock, sockets } = clientUnderTest({ token })
    const socket = await open()
    await client.renewToken()
    await clock.advance(0)
    expect(socket.sent).toEqual([auth(1, 't1'), auth(2, 't2')])
    expect([asked, sockets.length]).toEqual([[false, true], 1])
  })

  it('that comes when its connection is gone is not used', async () => {
    const given: ((token: string) => void)[] = []
    const token = () => new Promise<string>((resolve) => given.push(resolve))
    const { client, open, clock, sockets } = clientUnderTest({ token })
    const give = async (index: number) => {
      given[index]?.(`t${index}`)
      await clock.advance(0)
    }
    await give(0)
    const first = await open()
    const renewal = client.renewToken()
    first.end(1006)
    await clock.advance(500)
    await give(2)
    const second = await open()
    await give(1)
    await renewal
    expect([first.sent, second.sent]).toEqual([[auth(1, 't0')], [auth(2, 't2')]])
    second.end(1006)
    // The try after this one takes its place.
    await clock.advance(16_500)
    await give(3)
    expect(sockets).toHaveLength(2)
    await give(4)
    expect(sockets).toHaveLength(3)
    client.close()
    const late = client.renewToken()
    await give(5)
    await late
  })

  it('that is refused is renewed once; private topics do not go out before', async () => {
    const { token, asked } = tokens()
    const onProblem = vi.fn()
    const { client, open, clock } = clientUnderTest({ token, onProblem })
    const { handlers, take } = recorder()
    client.subscribe('orders:A-1', handlers)
    const socket = await open()
    const refuse = (id: number) => socket.say({ type: 'error', id, code: 'token_refused', message: 'no' })
    refuse(1)
    await clock.advance(0)
    expect(socket.sent).toEqual([auth(1, 't1'), auth(2, 't2')])
    expect([asked, onProblem.mock.calls.length]).toEqual([[false, true], 0])
    refuse(2)
    await clock.advance(0)
    expect(onProblem.mock.calls).toEqual([[{ code: 'token_refused', message: 'no' }]])
    expect(socket.sent.slice(2)).toEqual([subscribe(3, 'orders:A-1')])
    expect(take()).toEqual([])
  })

  it('that is refused and has no successor leaves the client without login', async () => {
    const token = ({ isRenewal }: Request) => Promise.resolve(isRenewal ? null : 't1')
    const { client, open, clock } = clientUnderTest({ token })
    client.subscribe('orders:A-1', recorder().handlers)
    const socket = await open()
    socket.say({ type: 'error', id: 1, code: 'token_refused', message: 'no' })
    await clock.advance(0)
    expect(socket.sent).toEqual([auth(1, 't1'), subscribe(2, 'orders:A-1')])
  })

  it('that came too soon is said again, more slowly', async () => {
    const { token, asked } = tokens()
    const { open, clock } = clientUnderTest({ token })
    const socket = await open()
    socket.say({ type: 'error', id: 1, code: 'rate_limited', message: 'no' })
    await clock.advance(0)
    expect(socket.sent).toHaveLength(1)
    await clock.advance(100)
    expect(socket.sent).toEqual([auth(1, 't1'), auth(2, 't2')])
    expect(asked).toEqual([false, false])
  })

  it('opens what was closed without it', async () => {
    const { token } = tokens()
    const { client, open, clock } = clientUnderTest({ token })
    const { handlers, take } = recorder()
    client.subscribe('orders:A-1', handlers)
    const socket = await open()
    socket.say({ type: 'authenticated', id: 1 })
    await clock.advance(0)
    const result = { topic: 'orders:A-1', ok: false, code: 'unauthorized', reason: 'ended' }
    socket.say({ type: 'unsubscribed', id: 0, results: [result], topics: [] })
    expect(take()).toEqual(['error unauthorized'])
    await client.renewToken()
    await clock.advance(0)
    socket.say({ type: 'authenticated', id: 3 })
    await clock.advance(0)
    expect(socket.sent.slice(2)).toEqual([auth(3, 't2'), subscribe(4, 'orders:A-1')])
  })

  it('that cannot be had is a problem, and the next try asks again', async () => {
    const onProblem = vi.fn()
    const token = vi.fn((): Promise<string | null> => Promise.reject(new Error('offline')))
    const { client, clock, sockets, open } = clientUnderTest({ token, onProblem })
    await clock.advance(400)
    expect([sockets.length, onProblem.mock.calls.length, client.state]).toEqual([0, 1, 'waiting'])
    expect(onProblem.mock.calls[0]?.[0]).toMatchObject({ code: 'token_unavailable' })
    token.mockResolvedValue('later')
    await clock.advance(100)
    expect((await open()).sent).toEqual([auth(1, 'later')])
    token.mockRejectedValue(new Error('offline'))
    await client.renewToken()
    expect(onProblem).toHaveBeenCalledTimes(2)
  })

  it('that does not come is not waited for for ever', async () => {
    const token = vi.fn(() => new Promise<null>(() => undefined))
    const { clock } = clientUnderTest({ token })
    await clock.advance(16_000)
    expect(token).toHaveBeenCalledTimes(2)
  })
})

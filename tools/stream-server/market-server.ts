import { createOpenGateway } from '../../backend/src/testing/open-gateway.ts'
import { listenOn, type MeasuredServer } from './measured-server.ts'
import { SimulatedExchange } from './simulated-exchange.ts'

/** So that several prints come at once. */
const ORDERS = 2

/** A market in which so much happens that every topic has news whenever it is looked at. */
export async function startMarketServer(): Promise<MeasuredServer> {
  const market = new SimulatedExchange(Date.now())
  const { server, gateway, metric } = createOpenGateway(Date.now, (topic) => market.open(topic))
  return {
    port: await listenOn(server),
    publish() {
      market.advance(Date.now())
      market.stir(ORDERS)
      gateway.flush()
    },
    connections: () => metric('stream_connections'),
    lagging: () => metric('stream_lagging_connections'),
  }
}

/** The bundled samples could not be fetched: the server that has them went away before. */
export class SamplesUnavailable extends Error {
  override readonly name = 'SamplesUnavailable'
}

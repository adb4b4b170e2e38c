/** The bundled samples do not hold what was asked for. */
export class SampleRefusal extends Error {
  override readonly name = 'SampleRefusal'
}

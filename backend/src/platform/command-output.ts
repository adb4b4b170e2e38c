import { errorCode } from './error-code.ts'
import { UserError } from './user-error.ts'
import { systemReason } from './system-error.ts'

/** Begins the line of a terminal anew. */
export const ERASE_LINE = '\r\u001b[2K'

/** Whoever reads the output has stopped, as `head` does: no failure, and nobody is left to be told. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed'
}

/**
 * Writes to the standard output, piece after piece, each when the one before is taken.
 *
 * @throws OutputClosed when nobody reads any more, UserError when it cannot be written
 */
export async function writeOutput(
  output: NodeJS.WritableStream,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  try {
    for await (const piece of pieces) await writePiece(output, piece)
  } catch (error) {
    throw outputFailure(error, 'the standard output')
  }
}

function writePiece(output: NodeJS.WritableStream, piece: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(piece, (error) => {
      if (error === undefined || error === null) resolve()
      else reject(error)
    })
  })
}

/** What a failed write to an output of that name means; other errors stay as they are. */
export function outputFailure(error: unknown, name: string): unknown {
  const reason = systemReason(error)
  if (reason === null) return error
  return errorCode(error) === 'EPIPE'
    ? new OutputClosed()
    : new UserError(`${name} cannot be written: ${reason}`)
}

/**
 * Bytes that nothing of ours wrote, or a value that has no bytes. Damage is the disk's or the sender's, so it
 * is no broken invariant: whoever reads decides what to do without them.
 */
export class CodecError extends Error {
  override readonly name = 'CodecError'
}

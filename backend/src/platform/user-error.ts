/** Something the user can put right: the message is one clear sentence, shown without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError'
}

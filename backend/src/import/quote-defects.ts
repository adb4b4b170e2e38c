/** A quote that opens a field and has no partner: where the field ends nobody knows. */
export const UNCLOSED_QUOTE = 'a quote is never closed'

/** Text that belongs to no field, such as the 9 of `"1"9`; fields count from 1. */
export function textBehindQuote(fieldNumber: number): string {
  return `text behind the closing quote of field ${fieldNumber}`
}

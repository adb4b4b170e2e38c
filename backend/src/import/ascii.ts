/** The bytes that tables are made of. */
export const LINE_FEED = 10
export const CARRIAGE_RETURN = 13
export const SPACE = 32
export const QUOTE = 34
export const PLUS = 43
export const COMMA = 44
/** Minus sign and dash of dates alike. */
export const MINUS = 45
export const POINT = 46
export const SLASH = 47
export const ZERO = 48
export const NINE = 57
export const COLON = 58
export const LETTER_T = 84
export const LETTER_Z = 90
/** Set in the letters a to z, clear in A to Z. */
export const LOWER_CASE_BIT = 32
export const LETTER_A_LOWER = 97
export const LETTER_M_LOWER = 109
export const LETTER_P_LOWER = 112

export const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf]

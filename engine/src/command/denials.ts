/**
 * Why an input is refused: a closed list, by what the rules are about. Which of several broken rules is named
 * is said in docs/engine-rules.md, sections 4, 16 and 17.
 */
export const denialCodes = [
  // The command itself.
  'malformed_command',
  'time_went_backward',
  // Whom and what it names.
  'unknown_account',
  'account_exists',
  'unknown_instrument',
  'instrument_exists',
  'instrument_invalid',
  'client_order_id_reused',
  'unknown_order',
  'order_final',
  'order_pending',
  'revision_mismatch',
  'currency_mismatch',
  'settlement_needs_margin',
  // The shape of a ticket.
  'quantity_or_notional',
  'notional_needs_market',
  'limit_price_missing',
  'limit_price_unexpected',
  'stop_price_missing',
  'stop_price_unexpected',
  'trailing_missing',
  'trailing_unexpected',
  'trigger_by_unexpected',
  'time_in_force_unsupported',
  'expiry_missing',
  'expiry_unexpected',
  'expiry_in_past',
  'post_only_unsupported',
  'bracket_empty',
  'bracket_unsupported',
  'bracket_price_side',
  'group_legs_differ',
  'group_leg_unsupported',
  // Numbers on the instrument's steps and within its bounds.
  'price_out_of_bounds',
  'price_off_tick',
  'quantity_out_of_bounds',
  'quantity_off_lot',
  'notional_too_small',
  'leverage_out_of_bounds',
  'amount_out_of_bounds',
  // The market.
  'phase_refuses_order',
  'market_stale',
  'price_band',
  'no_reference_price',
  'stop_already_met',
  'post_only_would_take',
  // Risk.
  'open_orders_max',
  'kill_switch',
  'loss_lock',
  'liquidating',
  'reduce_only_exceeds_position',
  'order_value_max',
  'position_max',
  'insufficient_funds',
  'insufficient_units',
  'insufficient_margin',
  // Changes.
  'amend_below_filled',
  'amend_not_applicable',
  'nothing_to_close',
  'orders_open',
] as const

/** One of the closed list. */
export type DenialCode = (typeof denialCodes)[number]

/**
 * A refusal before acceptance: names the rule, its limit and the value that broke it. The state is as it
 * was.
 */
export interface Denial {
  readonly code: DenialCode
  /** Path of the field that broke the rule, such as `trailing.offset`; `null` when it is none of them. */
  readonly field: string | null
  /**
   * What the rule allows: an integer in the unit of the field (ticks, lots, minor units, Unix milliseconds),
   * or a word; `null` when the rule has no measure.
   */
  readonly limit: string | number | bigint | null
  /** What was asked for, in the same unit; `null` when the code says it all. */
  readonly value: string | number | bigint | null
}

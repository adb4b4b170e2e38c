/** Every change of an order's status, by the table of docs/engine-rules.md, section 15. */
export const statusChanges: readonly string[] = [
  'none order_accepted > new',
  'none order_accepted > pending_new',
  'none order_accepted > inactive',

  'pending_new order_released > new',
  'pending_new order_canceled > canceled',
  'pending_new order_expired > expired',
  'pending_new cancel_requested > pending_cancel',

  'inactive order_activated > new',
  'inactive order_activated > partially_filled',
  'inactive order_resized > filled',
  'inactive order_canceled > canceled',
  'inactive order_expired > expired',
  'inactive order_rejected > rejected',
  'inactive cancel_requested > pending_cancel',
  'inactive replace_requested > pending_replace',

  'new order_activated > inactive',
  'new traded > partially_filled',
  'new traded > filled',
  'new order_canceled > canceled',
  'new order_expired > expired',
  'new order_rejected > rejected',
  'new cancel_requested > pending_cancel',
  'new replace_requested > pending_replace',

  'partially_filled order_activated > inactive',
  'partially_filled traded > filled',
  'partially_filled order_replaced > filled',
  'partially_filled order_canceled > canceled',
  'partially_filled order_expired > expired',
  'partially_filled order_rejected > rejected',
  'partially_filled cancel_requested > pending_cancel',
  'partially_filled replace_requested > pending_replace',

  'pending_cancel traded > filled',
  'pending_cancel order_resized > filled',
  'pending_cancel order_canceled > canceled',
  'pending_cancel order_expired > expired',
  'pending_cancel order_rejected > rejected',

  'pending_replace traded > filled',
  'pending_replace order_resized > filled',

  'pending_replace order_replaced > new',
  'pending_replace order_replaced > partially_filled',
  'pending_replace order_replaced > inactive',
  'pending_replace order_replaced > filled',
  'pending_replace replace_rejected > new',
  'pending_replace replace_rejected > partially_filled',
  'pending_replace replace_rejected > inactive',
  'pending_replace order_canceled > canceled',
  'pending_replace order_expired > expired',
  'pending_replace order_rejected > rejected',
  'pending_replace cancel_requested > pending_cancel',
]

/** Where the table says that the status stays though something of another status happens. */
export const statusStays: readonly string[] = [
  'inactive order_replaced > inactive',
  'new order_replaced > new',
  'partially_filled traded > partially_filled',
  'partially_filled order_replaced > partially_filled',
  'pending_cancel order_released > pending_cancel',
  'pending_cancel order_activated > pending_cancel',
  'pending_cancel traded > pending_cancel',
  'pending_replace order_activated > pending_replace',
  'pending_replace traded > pending_replace',
]

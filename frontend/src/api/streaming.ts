/** Whether a symbol moves; others have history only. */
export function isStreaming({ data_status }: { readonly data_status: string }): boolean {
  return data_status === 'streaming'
}

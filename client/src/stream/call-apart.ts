/** Calls what is not ours: if it throws, that is reported as any uncaught error, and our own work goes on. */
export function callApart(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

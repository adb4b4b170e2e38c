const everyMs = 300

/**
 * Ends this process, as SIGTERM would, when the one that started it is gone.
 * npm runs a script through a shell; a signal to npm ends the shell and would leave the script behind.
 * A signal that reaches this process by itself (Ctrl-C goes to all) needs no second one.
 */
export function followParent(): void {
  const parent = process.ppid
  let isListening = false
  const watch = setInterval(() => {
    if (!isListening && process.listenerCount('SIGTERM') > 0) {
      // Only once the program has its own handler: one here alone would keep Ctrl-C from ending it.
      isListening = true
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
          clearInterval(watch)
        })
      }
    }
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, everyMs)
  watch.unref()
}

import { watch } from 'node:fs'

/** Whether the program can have the file in it. */
export const isSource = (name: string): boolean => name.endsWith('.ts') && !name.endsWith('.test.ts')

interface Watching {
  /** How long nothing may change before a burst is over: editors and git write in several steps. */
  readonly quietMs: number
  readonly onChange: () => void
  readonly onError: (error: Error) => void
}

/** Calls `onChange` once after each burst of changes to the sources below the folders. */
export function watchSources(
  folders: readonly string[],
  { quietMs, onChange, onError }: Watching,
): Disposable {
  let quiet: NodeJS.Timeout | undefined
  const watchers = folders.map((folder) =>
    // The folders, not the files: a save by rename puts another file in the place of the watched one.
    watch(folder, { recursive: true }, (_event, name) => {
      if (name === null || !isSource(name)) return
      clearTimeout(quiet)
      quiet = setTimeout(onChange, quietMs)
    }).on('error', onError),
  )
  return {
    [Symbol.dispose]() {
      clearTimeout(quiet)
      for (const watcher of watchers) watcher.close()
    },
  }
}

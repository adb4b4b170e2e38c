/** The path of an address as the router reads it; as it stands where it cannot be decoded. */
export function decodedPath(url: string): string {
  const [path = ''] = url.split('?')
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

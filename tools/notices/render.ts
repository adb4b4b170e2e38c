import { ownNotices } from './own-notices.ts'
import type { ShippedPackage } from './shipped.ts'

const intro = `# Third-party notices

Trading Pro stands under the MIT licence (\`LICENSE\`). It runs with, and its web app contains, the software
and data of others below. \`node tools/notices.ts\` writes this page from \`package-lock.json\`.
`

const label = ({ name, version }: ShippedPackage): string => `${name} ${version}`

function renderTable(packages: readonly ShippedPackage[]): string {
  const rows = packages.map(
    (one) => `| ${one.name} | ${one.version} | ${one.license} | ${one.places.join(', ')} |`,
  )
  return ['| package | version | licence | in |', '| --- | --- | --- | --- |', ...new Set(rows)].join('\n')
}

function renderTexts(
  packages: readonly ShippedPackage[],
  readText: (folder: string) => string | null,
): string {
  const owners = new Map<string, Set<string>>()
  for (const one of packages) {
    const text = readText(one.folder)
    if (text === null) continue
    const names = owners.get(text) ?? new Set()
    owners.set(text, names.add(label(one)))
  }
  return [...owners]
    .map(([text, names]) => `### ${[...names].join(', ')}\n\n\`\`\`text\n${text}\n\`\`\`\n`)
    .join('\n')
}

/**
 * The page of notices: a table of what ships, our own additions, and each licence text once.
 *
 * @param readText - the licence text a package brings, by its folder; null if it brings none
 */
export function renderNotices(
  packages: readonly ShippedPackage[],
  readText: (folder: string) => string | null,
): string {
  const texts = renderTexts(packages, readText)
  return `${intro}\n## Packages\n\n${renderTable(packages)}\n\n${ownNotices}\n## Licence texts\n\n${texts}`
}

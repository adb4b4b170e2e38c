/** A time zone that a chart can be read in. */
export interface ZoneChoice {
  /** `exchange`, `local`, or the name of a time zone. */
  readonly value: string
  readonly label: string
}

export const zoneChoices: readonly ZoneChoice[] = [
  { value: 'exchange', label: 'Exchange' },
  { value: 'UTC', label: 'UTC' },
  { value: 'local', label: 'This device' },
]

export const cityChoices: readonly ZoneChoice[] = [
  { value: 'America/Los_Angeles', label: 'Los Angeles' },
  { value: 'America/Chicago', label: 'Chicago' },
  { value: 'America/New_York', label: 'New York' },
  { value: 'America/Sao_Paulo', label: 'São Paulo' },
  { value: 'Europe/London', label: 'London' },
  { value: 'Europe/Berlin', label: 'Frankfurt' },
  { value: 'Asia/Dubai', label: 'Dubai' },
  { value: 'Asia/Kolkata', label: 'Mumbai' },
  { value: 'Asia/Singapore', label: 'Singapore' },
  { value: 'Asia/Hong_Kong', label: 'Hong Kong' },
  { value: 'Asia/Tokyo', label: 'Tokyo' },
  { value: 'Australia/Sydney', label: 'Sydney' },
]

/** The name of the zone behind a choice. */
export function zoneOf(choice: string, exchangeZone: string): string {
  if (choice === 'exchange') return exchangeZone
  return choice === 'local' ? new Intl.DateTimeFormat().resolvedOptions().timeZone : choice
}

/** How a choice is called where there is little room. */
export function zoneLabel(choice: string): string {
  return [...zoneChoices, ...cityChoices].find(({ value }) => value === choice)?.label ?? choice
}

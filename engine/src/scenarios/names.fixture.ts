import { assert } from '../assert.ts'
import type { Instrument } from '../instrument/instrument.ts'
import { lots, type Lots } from '../numbers/lots.ts'
import { ticks, type Ticks } from '../numbers/ticks.ts'
import { cent, decimalText, stepsOf, type Decimal } from './exact.fixture.ts'

/** An instrument as a scenario calls it, and what its ticks and lots are. */
export interface Listing {
  readonly name: string
  readonly definition: Instrument
  readonly tick: Decimal
  readonly lot: Decimal
}

/** An id that nothing has. */
const nobody = 999

/** The names of a scenario: instruments and accounts get their ids in the order in which they are named. */
export class Names {
  readonly #listings = new Map<string, Listing>()
  readonly #accounts = new Map<string, number>()

  /** Whether a word names an account. `stranger` is one that does not exist. */
  isAccount(word: string): boolean {
    return word === 'stranger' || this.#accounts.has(word)
  }

  /** The account's id; a new name gets the next one. */
  addAccount(name: string): number {
    const known = this.#accounts.get(name)
    if (known !== undefined) return known
    const id = this.#accounts.size + 1
    this.#accounts.set(name, id)
    return id
  }

  accountId(name: string): number {
    if (name === 'stranger') return nobody
    const id = this.#accounts.get(name)
    assert(id !== undefined, `a scenario opens the account "${name}" before it speaks of it`)
    return id
  }

  accountName(id: number): string {
    for (const [name, known] of this.#accounts) if (known === id) return name
    return 'stranger'
  }

  addListing(listing: Listing): void {
    this.#listings.set(listing.name, listing)
  }

  /** Whether a word names an instrument. `NOTHING` is one that does not exist. */
  isListing(word: string | null): boolean {
    return word !== null && (word === 'NOTHING' || this.#listings.has(word))
  }

  findListing(name: string): Listing | null {
    return this.#listings.get(name) ?? null
  }

  get listingCount(): number {
    return this.#listings.size
  }

  /** The instrument that a line means when it names none. */
  get firstListing(): Listing {
    for (const listing of this.#listings.values()) return listing
    assert(false, 'a scenario lists an instrument first')
  }

  listing(name: string): Listing {
    const { firstListing } = this
    if (name !== 'NOTHING') {
      const found = this.#listings.get(name)
      assert(found !== undefined, `a scenario lists "${name}" before it speaks of it`)
      return found
    }
    const definition = { ...firstListing.definition, instrumentId: nobody }
    return { ...firstListing, name, definition }
  }

  listingById(id: number): Listing {
    for (const listing of this.#listings.values()) if (listing.definition.instrumentId === id) return listing
    return this.listing('NOTHING')
  }
}

/** A price in units as ticks. */
export function priceOf(text: string, { tick }: Listing): Ticks {
  return ticks(Number(stepsOf(text, tick)))
}

/** A quantity in units as lots. */
export function quantityOf(text: string, { lot }: Listing): Lots {
  return lots(Number(stepsOf(text, lot)))
}

/** Money in units of the currency as minor units. */
export function moneyOf(text: string): bigint {
  return stepsOf(text, cent)
}

export function moneyText(amount: bigint): string {
  return decimalText(amount, cent)
}

export function priceText(price: number | null, { tick }: Listing): string {
  return price === null ? 'none' : decimalText(price, tick)
}

export function quantityText(quantity: number | null, { lot }: Listing): string {
  return quantity === null ? 'none' : decimalText(quantity, lot)
}

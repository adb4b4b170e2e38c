import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { completeBrowser } from '../testing/browser.ts'
import { settle } from '../testing/mounting.ts'
import OriginBadge from '../ui/OriginBadge.vue'
import ResolutionPicker from './ResolutionPicker.vue'
import ZonePicker from './ZonePicker.vue'

let mounted: VueWrapper | undefined
beforeEach(() => completeBrowser())
afterEach(() => mounted?.unmount())

async function openMenu(wrapper: VueWrapper): Promise<(text: string) => HTMLElement | undefined> {
  mounted = wrapper
  await wrapper.find('[aria-haspopup=menu]').trigger('keydown', { key: 'Enter' })
  await settle()
  return (text) =>
    [...document.querySelectorAll<HTMLElement>('[role=menuitemradio]')].find((item) =>
      item.textContent.trim().startsWith(text),
    )
}

const mountResolutions = (modelValue: string) =>
  mount(ResolutionPicker, {
    attachTo: document.body,
    props: { modelValue, supported: ['1D', '2D', '1W', '1M'] },
  })

describe('the resolution menu', () => {
  it('offers all, and says why some are not to be had', async () => {
    const wrapper = mountResolutions('1D')
    const item = await openMenu(wrapper)
    expect(item('1 day')?.getAttribute('aria-checked')).toBe('true')
    expect(item('1 hour')?.getAttribute('aria-disabled')).toBe('true')
    expect(item('1 hour')?.textContent).toContain('Data starts at 1 day')
    item('2 days')?.click()
    await settle()
    expect(wrapper.emitted('update:modelValue')).toEqual([['2D']])
  })

  it('shows a chosen resolution that has no button', () => {
    mounted = mountResolutions('2D')
    expect(mounted.find('[aria-haspopup=menu]').text()).toContain('2D')
  })
})

describe('the zone menu', () => {
  const mountZones = (isDated: boolean) =>
    mount(ZonePicker, {
      attachTo: document.body,
      props: {
        modelValue: 'exchange',
        exchangeZone: 'America/New_York',
        atSeconds: Date.parse('2020-03-17') / 1_000,
        isDated,
      },
    })

  it('offers zones with their offset on that day', async () => {
    const wrapper = mountZones(false)
    expect(wrapper.text()).toBe('Exchange (UTC\u22124)')
    const item = await openMenu(wrapper)
    expect(item('Tokyo')?.textContent).toContain('UTC+9')
    item('Tokyo')?.click()
    await settle()
    expect(wrapper.emitted('update:modelValue')).toEqual([['Asia/Tokyo']])
  })

  it('says that daily bars keep their date', async () => {
    await openMenu(mountZones(true))
    expect(document.querySelector('.menu__label')?.textContent).toBe('Daily bars keep the exchange’s date')
  })
})

describe('the origin of data', () => {
  it.each([
    ['offline', 'Offline sample'],
    ['sample', 'Sample'],
    ['import', 'Imported'],
    ['listing', 'No data'],
  ] as const)('%s is marked as %s', (origin, text) => {
    expect(mount(OriginBadge, { props: { origin } }).text()).toBe(text)
  })
})

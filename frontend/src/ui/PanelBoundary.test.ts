import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref, watch, type Ref } from 'vue'
import PanelBoundary from './PanelBoundary.vue'

/** A panel in a boundary; it fails in the ways that it is told. */
function setUp(parts: { resetKey?: string } = {}) {
  const errors: unknown[] = []
  const isBroken = ref(false)
  const Panel = defineComponent(() => () => {
    if (isBroken.value) throw new TypeError('bars is null')
    return h('p', 'a panel')
  })
  return { isBroken, errors, wrapper: mountAround(Panel, errors, parts) }
}

function mountAround(Panel: ReturnType<typeof defineComponent>, errors: unknown[], parts = {}) {
  return mount(PanelBoundary, {
    props: { name: 'chart', ...parts },
    slots: { default: () => h(Panel) },
    global: { config: { errorHandler: (error) => void errors.push(error) } },
  })
}

async function breakPanel(isBroken: Ref<boolean>) {
  isBroken.value = true
  await nextTick()
}

describe('a panel that fails', () => {
  it('is shown as it is as long as it works', () => {
    expect(setUp().wrapper.html()).toBe('<p>a panel</p>')
  })

  it('gives way to its failure, which is also handed on to be logged', async () => {
    const { wrapper, isBroken, errors } = setUp()
    await breakPanel(isBroken)
    const alert = wrapper.find('[role=alert]')
    expect(alert.text()).toContain('The chart stopped working')
    expect(alert.text()).toContain('bars is null')
    expect(alert.find('code').text()).toBe('defect')
    expect(wrapper.find('section').attributes()).toMatchObject({ 'aria-label': 'The chart stopped working' })
    expect(errors).toEqual([new TypeError('bars is null')])
  })

  it('fails again when it is reloaded too early, and works when what broke it is gone', async () => {
    const { wrapper, isBroken } = setUp()
    await breakPanel(isBroken)
    await wrapper.find('button').trigger('click')
    expect(wrapper.find('button').text()).toBe('Reload panel')
    isBroken.value = false
    await wrapper.find('button').trigger('click')
    expect(wrapper.text()).toBe('a panel')
  })

  it('is shown again when something else is to be shown', async () => {
    const { wrapper, isBroken } = setUp({ resetKey: 'INDEX:SPX' })
    await breakPanel(isBroken)
    isBroken.value = false
    await nextTick()
    expect(wrapper.text()).toContain('stopped working')
    await wrapper.setProps({ resetKey: 'NYSE:IBM' })
    expect(wrapper.text()).toBe('a panel')
  })

  it('in its setup is caught as well', async () => {
    const isOpen = ref(false)
    const Part = defineComponent(() => {
      throw new Error('no canvas')
    })
    const wrapper = mountAround(
      defineComponent(() => () => (isOpen.value ? h(Part) : h('p', 'a panel'))),
      [],
    )
    isOpen.value = true
    await nextTick()
    await nextTick()
    expect(wrapper.text()).toContain('no canvas')
  })

  it('in a watcher is caught as well', async () => {
    const count = ref(0)
    const Panel = defineComponent(() => {
      watch(count, () => {
        throw new Error('no room')
      })
      return () => h('p', 'a panel')
    })
    const wrapper = mountAround(Panel, [])
    count.value += 1
    await nextTick()
    await nextTick()
    expect(wrapper.text()).toContain('no room')
  })

  it('is one panel: what stands around it goes on', async () => {
    const errors: unknown[] = []
    const isBroken = ref(false)
    const Panel = defineComponent(() => () => {
      if (isBroken.value) throw new Error('no price scale.')
      return h('p', 'a panel')
    })
    const Page = defineComponent(() => () => [
      h('h1', 'a page'),
      h(PanelBoundary, { name: 'chart' }, { default: () => h(Panel) }),
    ])
    const wrapper = mountAround(Page, errors, { name: 'page' })
    await breakPanel(isBroken)
    expect(wrapper.find('h1').exists()).toBe(true)
    expect(wrapper.findAll('[role=alert]').map((alert) => alert.text())).toEqual([
      expect.stringMatching(/^The chart stopped working\s*no price scale\. Everything else/),
    ])
    expect(errors).toEqual([new Error('no price scale.')])
  })

  it('in a listener only is logged, and stays: nothing that is drawn is wrong', async () => {
    const errors: unknown[] = []
    const fails = defineComponent(() => () => {
      const onClick = () => {
        throw new Error('no clipboard')
      }
      return h('button', { onClick }, 'copy')
    })
    const wrapper = mountAround(fails, errors)
    await wrapper.find('button').trigger('click')
    expect(wrapper.text()).toBe('copy')
    expect(errors).toEqual([new Error('no clipboard')])
  })
})

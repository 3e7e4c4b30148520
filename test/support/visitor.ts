/** One person before the page of a local chat, as the journeys have them: what they click and what they type is counted. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Locale, Platform } from '../../src/cases/case.ts'
import { createTranslatorFactory, type Translator } from '../../src/i18n/translator.ts'

/** What something cost: presses of the mouse, choices from a list included, and texts that were typed. */
export interface Effort {
  readonly clicks: number
  readonly texts: number
}

export interface Visitor {
  readonly page: Page
  readonly chat: Platform
  /** What the product says to this person. */
  readonly t: Translator['t']
  /** Goes to a channel, a space, or the direct messages with the app (`Casethread`). Not counted: people are somewhere already. */
  goTo(place: string): Promise<void>
  /** The app's home, drawn anew. */
  goHome(): Promise<void>
  /** The dialog that lies on top. */
  dialog(): Locator
  /** Whatever stands last with these words: in the dialog that is open, else in what came last. */
  button(name: string): Locator
  /** A case in a list, in whatever stands last. */
  row(number: number): Locator
  click(target: Locator): Promise<void>
  press(name: string): Promise<void>
  /** Opens a case from a list. */
  show(number: number): Promise<void>
  write(field: string, text: string): Promise<void>
  choose(field: string, option: string | RegExp, typed?: string): Promise<void>
  /** Types a line into the message box and sends it. */
  send(line: string): Promise<void>
  /** Sends the form that is open, and waits until it is gone. */
  submit(button: string): Promise<void>
  sees(text: string | RegExp): Promise<void>
  /** A picture in the light theme, and one in the dark. */
  shot(what: string, themes?: 'light' | 'both'): Promise<void>
  /** Remembers under `name` what `work` cost. */
  task(name: string, work: () => Promise<void>): Promise<void>
}

const createTranslator = createTranslatorFactory()

export function createVisitor(
  page: Page,
  options: {
    readonly url: string
    readonly chat: Platform
    readonly name: string
    readonly locale: Locale
    readonly efforts: Map<string, Effort>
    readonly shoot: (what: string) => Promise<unknown>
  },
): Visitor {
  const { url, chat, name, efforts } = options
  const { t } = createTranslator(options.locale, 'UTC', chat)
  let clicks = 0
  let texts = 0
  const dialog = () => page.getByRole('dialog').last()
  const button = (label: string) => page.getByRole('button', { name: label, exact: true }).last()
  const row = (number: number) =>
    page
      .locator('.block-section, .card-decorated')
      .filter({ hasText: new RegExp(`(^|\\D)${number} · `) })
      .last()

  async function click(target: Locator): Promise<void> {
    await target.click()
    clicks += 1
  }

  /** Dialogs outlive the page: Slack brings them back. */
  async function closeAll(): Promise<void> {
    const frames = page.locator('.dialog-frame')
    for (let open = await frames.count(); open > 0; open = await frames.count()) {
      await page.keyboard.press('Escape')
      await expect.poll(() => frames.count(), { timeout: 10_000 }).toBeLessThan(open)
    }
  }

  async function goTo(place: string): Promise<void> {
    await closeAll()
    await page.goto(`${url}/?${chat === 'gchat' ? 'on=gchat&' : ''}as=${name}`)
    // A dialog that was asked for before may open only now, over everything.
    const reach = () =>
      page
        .getByRole('link', { name: place })
        .first()
        .click({ timeout: 2_000 })
        .then(
          () => true,
          () => closeAll().then(() => false),
        )
    await expect.poll(reach, { timeout: 15_000 }).toBe(true)
    await page.locator('.pane-title').filter({ hasText: place }).waitFor()
  }

  async function readHomeHash(): Promise<string | undefined> {
    if (chat !== 'slack') return undefined
    const response = await fetch(`${url}/local/views?user=${name}`)
    return ((await response.json()) as { readonly home: { readonly hash: string } | null }).home?.hash
  }

  return {
    page,
    chat,
    t,
    goTo,
    async goHome() {
      await goTo('Casethread')
      const before = await readHomeHash()
      await page.locator('.tab').first().click()
      await page.locator('.home[aria-busy="false"]').waitFor()
      // Slack shows the last one until the app has drawn it anew: what is pressed on that is lost.
      if (chat === 'slack') {
        const isDrawn = async () => {
          const [shown, now] = [await page.locator('.home').getAttribute('data-hash'), await readHomeHash()]
          return now !== before && shown === now
        }
        await expect.poll(isDrawn, { timeout: 15_000 }).toBe(true)
      }
    },
    dialog,
    button,
    row,
    click,
    press: (label) => click(button(label)),
    show: (number) => click(row(number).getByRole('button', { name: t('button.open'), exact: true })),
    async write(field, text) {
      await dialog().getByLabel(startsWith(field)).first().fill(text)
      texts += 1
    },
    async choose(field, option, typed) {
      const box = dialog().getByRole('combobox', { name: startsWith(field) })
      await click(box)
      if (typed !== undefined) {
        await box.pressSequentially(typed)
        texts += 1
      }
      await click(page.getByRole('option', { name: option }).first())
    },
    async send(line) {
      await closeAll()
      await page.getByRole('textbox', { name: /^(Message |.*へのメッセージ)/ }).fill(line)
      // Shuts the list of suggestions.
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
      texts += 1
    },
    async submit(label) {
      const form = (await dialog().locator('.dialog-title').textContent()) ?? ''
      await click(dialog().getByRole('button', { name: label, exact: true }))
      await page.locator('.dialog-title').getByText(form, { exact: true }).waitFor({ state: 'detached' })
    },
    sees: (text) => page.getByText(text).last().waitFor(),
    async shot(what, themes = 'light') {
      await options.shoot(what)
      if (themes === 'light') return
      await page.emulateMedia({ colorScheme: 'dark' })
      await options.shoot(`${what}-dark`)
      await page.emulateMedia({ colorScheme: 'light' })
    },
    async task(label, work) {
      const before = { clicks, texts }
      await work()
      efforts.set(label, { clicks: clicks - before.clicks, texts: texts - before.texts })
    },
  }
}

/** What a label begins with: the chats add that a field is optional. */
function startsWith(label: string): RegExp {
  return new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
}

/** The life of a case as steps that tell what was done and what came of it; each is checked against what it should be. */

import type { Person } from './person.ts'
import type { LocalMessage, LocalView } from './protocol.ts'

export interface Stage {
  readonly marcus: Person
  readonly yui: Person
  readonly ben: Person
  readonly sofia: Person
  readonly amelia: Person
  readonly northwind: string
  readonly hoshi: string
  readonly deskChannel: string
  /** Northwind Apps and its customer Brightwater Foods. */
  readonly shared: string
  /** Resolves when every thread has what it should have. */
  readonly delivered: () => Promise<void>
  /** Sends a slash command with a signature that is not Slack's; answers the HTTP status. */
  readonly forge: () => Promise<number>
}

export interface Step {
  readonly who: string
  readonly does: string
  /** Answers what was seen, or throws with what was missing. */
  readonly run: (stage: Stage, memory: Map<string, string>) => Promise<readonly string[]>
}

/** All words of a message or view, line by line, in reading order. */
export function wordsOf(shown: { readonly blocks?: readonly unknown[]; readonly text?: string }): string {
  const lines: string[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one)
    else if (node !== null && typeof node === 'object') {
      const { text, elements, fields, ...rest } = node as Record<string, unknown>
      if (typeof text === 'string') lines.push(text)
      else visit(text)
      visit(fields)
      visit(elements)
      visit((rest as { accessory?: unknown }).accessory)
    }
  }
  visit(shown.blocks)
  return lines.length > 0 ? lines.join('\n') : (shown.text ?? '')
}

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

function numberIn(memory: Map<string, string>): string {
  const number = memory.get('number')
  if (!number) throw new Error('no case has been opened')
  return number
}

async function lastNotice(person: Person, channel: string, holding: RegExp): Promise<LocalMessage> {
  return person.waitFor(async () => {
    const messages = await person.messages(channel)
    return messages.findLast((message) => message.ephemeral && holding.test(wordsOf(message)))
  }, `an answer like ${holding}`)
}

async function rootOf(person: Person, channel: string, number: string): Promise<LocalMessage> {
  return person.waitFor(async () => {
    const messages = await person.messages(channel)
    return messages.find(
      (message) => !message.ephemeral && !message.thread_ts && wordsOf(message).includes(number),
    )
  }, `the card of case ${number}`)
}

/** A card is drawn anew once its case has been quiet for a moment. */
async function cardSays(person: Person, channel: string, number: string, words: string): Promise<void> {
  await person.waitFor(
    async () => wordsOf(await rootOf(person, channel, number)).includes(words),
    `the card of case ${number} to say "${words}"`,
  )
}

async function threadWords(person: Person, channel: string, number: string): Promise<string> {
  const root = await rootOf(person, channel, number)
  const replies = await person.messages(channel, root.ts)
  return replies
    .filter((message) => message.ts !== root.ts)
    .map(wordsOf)
    .join('\n')
}

/** The direct message with the bot. */
async function directLine(person: Person): Promise<string> {
  const { channels } = await person.state()
  const direct = channels.find((channel) => channel.is_im)
  if (!direct) throw new Error('there is no direct message with the bot')
  return direct.id
}

async function lastDirect(person: Person, holding: RegExp): Promise<LocalMessage> {
  const channel = await directLine(person)
  return person.waitFor(async () => {
    const messages = await person.messages(channel)
    return messages.findLast((message) => holding.test(wordsOf(message)))
  }, `a direct message like ${holding}`)
}

async function fillNewCase(
  person: Person,
  channel: string,
  customer: string,
): Promise<{ view: LocalView; filled: Awaited<ReturnType<Person['fill']>> }> {
  await person.command(channel, '/case new')
  const first = await person.view()
  const chosen = await person.fill(first, { Customer: customer })
  return { view: chosen.view, filled: chosen }
}

const title = 'Mail to one address bounces'

export const steps: readonly Step[] = [
  {
    who: 'Marcus (Northwind Apps)',
    does: '/case new for Brightwater Foods',
    async run({ marcus, northwind, delivered }, memory) {
      const { view } = await fillNewCase(marcus, northwind, 'Brightwater')
      const { view: guided } = await marcus.fill(view, { Category: 'Sending and receiving' })
      const sent = await marcus.submit(guided, {
        Customer: 'Brightwater Foods',
        Category: 'Sending and receiving',
        'Message-ID of one example': '<one@mail.example.com>',
        'Who is affected': 'One user',
        Title: title,
        Description: 'Since 9:00 every mail to one address comes back with error 550.',
        Severity: 'P2',
      })
      expectThat(sent.ok && sent.closed, `the form was not taken: ${JSON.stringify(sent)}`)
      const notice = await lastNotice(marcus, northwind, /Case \d+ is open/)
      const number = /Case (\d+) is open/.exec(wordsOf(notice))?.[1] ?? ''
      memory.set('number', number)
      await delivered()
      const thread = await threadWords(marcus, northwind, number)
      expectThat(thread.includes('error 550'), 'the thread does not show the description')
      return [`case ${number} is open, its card and thread stand in #northwind-support`]
    },
  },
  {
    who: 'Marcus (Northwind Apps)',
    does: '/case new for Granite Insurance, which withdrew its access',
    async run({ marcus, northwind }) {
      const { view } = await fillNewCase(marcus, northwind, 'Granite')
      expectThat(/has revoked the access/.test(wordsOf(view)), 'the form does not say why')
      const sent = await marcus.submit(view, {
        Customer: 'Granite Insurance',
        Title: 'Typed in vain?',
        Description: 'No: it is still here.',
        Severity: 'P3',
      })
      expectThat(sent.ok && !sent.closed && sent.errors !== undefined, 'the form was taken without a grant')
      const open = await marcus.view()
      await marcus.close(open)
      const listed = await marcus.command(northwind, '/case list granite')
      expectThat(listed.ok, 'the list was not answered')
      await lastNotice(marcus, northwind, /No cases match/)
      return [
        'refused at the customer field, with whom to ask; the form stays as it was typed, nothing is stored',
      ]
    },
  },
  {
    who: 'Marcus and Sofia (admin of Granite Insurance)',
    does: 'the refused form asks the customer, she grants it with a button, and the same form goes through',
    async run({ marcus, sofia, northwind, deskChannel, ben, delivered }) {
      const { view } = await fillNewCase(marcus, northwind, 'Granite')
      const { view: typed } = await marcus.fill(view, {
        Title: 'Phones lost their policies',
        Description: 'Since the upgrade no phone gets its policies.',
      })
      const typedFirst = {
        Customer: 'Granite Insurance',
        Title: 'Phones lost their policies',
        Description: 'Since the upgrade no phone gets its policies.',
        Severity: 'P3',
      }
      const inVain = await marcus.submit(typed, typedFirst)
      expectThat(inVain.ok && !inVain.closed, 'the form was taken without a grant')
      const form = await marcus.view()
      await marcus.press(form, { text: 'Ask Sofia Marin' })
      await marcus.waitFor(async () => {
        const top = (await marcus.views()).at(-1)
        return top && top.id !== form.id && /messaged Sofia Marin/.test(wordsOf(top)) ? top : undefined
      }, 'to be told that Sofia was asked')
      await marcus.close(await marcus.view())
      const asked = await lastDirect(sofia, /requesting access to the support cases of Granite Insurance/)
      await sofia.press(asked, { text: 'Grant access' })
      await lastDirect(sofia, /can now work on the support cases/)
      await lastDirect(marcus, /granted .* access/)
      const { Customer: _chosen, ...kept } = typedFirst
      const again = await marcus.submit(await marcus.view(), kept)
      expectThat(
        again.ok && !again.closed && !again.errors,
        `the form did not grow by what can be filled now: ${JSON.stringify(again)}`,
      )
      const grown = await marcus.view()
      const { view: chosen } = await marcus.fill(grown, { Category: 'Spaces' })
      const sent = await marcus.submit(chosen)
      expectThat(sent.ok && sent.closed, `the form was not taken: ${JSON.stringify(sent)}`)
      const number = /Case (\d+) is open/.exec(
        wordsOf(await lastNotice(marcus, northwind, /Phones lost/)),
      )?.[1]
      await delivered()
      expectThat(
        wordsOf(await rootOf(ben, deskChannel, number ?? '')).includes('Granite'),
        'the desk has no card of it',
      )
      return ['Sofia is asked in a direct message, Marcus is told of her answer, nothing was typed twice']
    },
  },
  {
    who: 'Ben (support desk)',
    does: 'answers from the card in #support-desk: Reply, to everyone, action required',
    async run({ ben, marcus, northwind, deskChannel, delivered }, memory) {
      const number = numberIn(memory)
      const root = await rootOf(ben, deskChannel, number)
      await ben.press(root, { text: 'Update' })
      const sent = await ben.submit(await ben.view(), {
        Message: 'Please send the full bounce message.',
        'Visible to': 'To the customer and the partners',
        'New status': 'Action required',
      })
      expectThat(sent.ok && sent.closed, `the reply was not taken: ${JSON.stringify(sent)}`)
      await delivered()
      const thread = await threadWords(marcus, northwind, number)
      expectThat(thread.includes('full bounce message'), 'the reply is not in the partner’s thread')
      await cardSays(marcus, northwind, number, 'Action required')
      return ['the reply stands in both threads, the card says "Action required"']
    },
  },
  {
    who: 'Marcus (Northwind Apps)',
    does: 'notes something for his own people, then answers the desk',
    async run({ marcus, ben, northwind, deskChannel, delivered }, memory) {
      const number = numberIn(memory)
      await marcus.command(
        northwind,
        `/case reply ${number} They changed their DNS yesterday, keep it to ourselves for now.`,
      )
      await lastNotice(marcus, northwind, /Internal note/)
      await marcus.press(await rootOf(marcus, northwind, number), { text: 'Update' })
      const sent = await marcus.submit(await marcus.view(), {
        Message: 'Here is the bounce: 550 5.1.1',
        'Visible to': 'To the support desk',
      })
      expectThat(sent.ok && sent.closed, `the reply was not taken: ${JSON.stringify(sent)}`)
      await delivered()
      const desk = await threadWords(ben, deskChannel, number)
      expectThat(desk.includes('550 5.1.1'), 'the answer is not in the desk’s thread')
      expectThat(!desk.includes('DNS'), 'the internal note reached the desk')
      const own = await threadWords(marcus, northwind, number)
      expectThat(own.includes('DNS'), 'the internal note is not in its own thread')
      await cardSays(marcus, northwind, number, 'In progress')
      return [
        'the note stays in #northwind-support, the answer reaches the desk, the case is in progress again',
      ]
    },
  },
  {
    who: 'Amelia (Brightwater Foods, the customer)',
    does: 'sees her case, answers it from the shared channel, and tries to close it',
    async run({ amelia, marcus, northwind, shared, delivered }, memory) {
      const number = numberIn(memory)
      await amelia.command(shared, `/case show ${number}`)
      const card = wordsOf(await lastNotice(amelia, shared, /error 550/))
      expectThat(!card.includes('DNS') && !card.includes('550 5.1.1'), 'she reads what is not for her')
      await amelia.command(shared, `/case reply ${number} It began with the new printer.`)
      await lastNotice(amelia, shared, /Reply added to case/)
      await amelia.command(shared, `/case close ${number} enough`)
      await lastNotice(amelia, shared, /Only your partner or the support desk/)
      await delivered()
      const theirs = await threadWords(amelia, shared, number)
      expectThat(
        theirs.includes('new printer') && theirs.includes('full bounce'),
        'the shared thread lacks something',
      )
      expectThat(
        !theirs.includes('DNS') && !theirs.includes('5.1.1'),
        'the shared thread shows what is not for her',
      )
      expectThat(
        (await threadWords(marcus, northwind, number)).includes('new printer'),
        'her answer is not in the partner’s thread',
      )
      return ['her answer reaches all; the thread in the shared channel holds only what is meant for her']
    },
  },
  {
    who: 'Marcus (Northwind Apps)',
    does: '/case severity … P9, then P1',
    async run({ marcus, northwind, delivered }, memory) {
      const number = numberIn(memory)
      await marcus.command(northwind, `/case severity ${number} P9`)
      await lastNotice(marcus, northwind, /"P9" isn't a severity/)
      await marcus.command(northwind, `/case severity ${number} P1`)
      await lastNotice(marcus, northwind, /is now P1/)
      await delivered()
      expectThat(
        (await threadWords(marcus, northwind, number)).includes('from P2 to P1'),
        'the thread does not tell of the change',
      )
      return ['P9 is refused with what is possible; P1 is taken and told in the threads']
    },
  },
  {
    who: 'Yui (Hoshi Cloud, another reseller)',
    does: '/case show of that case, and of one that does not exist',
    async run({ yui, hoshi }, memory) {
      const number = numberIn(memory)
      await yui.command(hoshi, `/case show ${number}`)
      const real = wordsOf(await lastNotice(yui, hoshi, new RegExp(`${number}`)))
      await yui.command(hoshi, '/case show 99999')
      const none = wordsOf(await lastNotice(yui, hoshi, /99999/))
      expectThat(
        real.replaceAll(number, 'N') === none.replaceAll('99999', 'N'),
        'the two are answered differently',
      )
      return ['both are answered alike: there is no such case that she can see']
    },
  },
  {
    who: 'Marcus (Northwind Apps)',
    does: 'closes the case from its card, replies, and reopens it',
    async run({ marcus, northwind, delivered }, memory) {
      const number = numberIn(memory)
      await marcus.press(await rootOf(marcus, northwind, number), { text: 'Close' })
      const closed = await marcus.submit(await marcus.view(), {
        'How it was solved': 'The MX record was mended.',
      })
      expectThat(closed.ok && closed.closed, `closing was not taken: ${JSON.stringify(closed)}`)
      await marcus.command(northwind, `/case reply ${number} Thank you`)
      const refused = await lastNotice(marcus, northwind, /is closed\. Reopen it first/)
      await marcus.press(refused, { text: 'Reopen' })
      const reopened = await marcus.submit(await marcus.view(), {
        'Reason for reopening': 'It came back.',
      })
      expectThat(reopened.ok && reopened.closed, `reopening was not taken: ${JSON.stringify(reopened)}`)
      await delivered()
      const thread = await threadWords(marcus, northwind, number)
      for (const told of ['closed the case', 'reopened the case', 'It came back.'])
        expectThat(thread.includes(told), `the thread lacks "${told}"`)
      expectThat(!thread.includes('Thank you'), '"Thank you" went into a closed case')
      return ['"Thank you" reopens nothing: it is answered with Reopen, which then does']
    },
  },
  {
    who: 'Somebody who is not Slack',
    does: 'sends /case with a forged signature',
    async run({ forge }) {
      const status = await forge()
      expectThat(status === 401, `it was answered with HTTP ${status}`)
      return ['HTTP 401, nothing done']
    },
  },
]

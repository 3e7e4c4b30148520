import { inspect } from 'node:util'
import { beforeEach, expect, it } from 'vitest'
import type { Change } from '../../src/cases/case-inputs.ts'
import { createDeliveryWorker } from '../../src/delivery/worker.ts'
import type { Store } from '../../src/store/store.ts'
import { openTo } from '../support/audiences.ts'
import { aMailDesk, type MailDesk, tidyMailDesks } from '../support/mail-fixture.ts'
import { addressesOf } from '../support/mail-server.ts'
import { told, value } from '../support/run-commands.ts'
import { amelia, aWish, ben, marcus } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const jo = 'jo@brightwater.example.com'
const kai = 'kai@elsewhere.example.org'

const say = (text: string, audience: 'internal' | 'customer' | 'desk' | 'everyone' = 'everyone'): Change => ({
  kind: 'message',
  text,
  audience,
  files: undefined,
})
const share = (add: string[], remove: string[] = []): Change => ({ kind: 'share', add, remove })

eachStore((_name, open) => {
  tidyMailDesks()
  let store: Store
  let at: MailDesk
  beforeEach(async () => {
    store = await open()
    at = await aMailDesk(store)
  })

  const mailThreads = async (number: number) =>
    ((await store.get(number))?.subscriptions ?? []).filter(({ platform }) => platform === 'mail')

  it('NOT-3: an address gets the case as it stands, then one mail for each send, in order, in one conversation', async () => {
    const number = await at.open({ share: [jo] })
    await at.deliver()
    await at.change(number, [say('It is worse now.'), { kind: 'severity', severity: 'P1' }])
    await at.change(number, [say('We are looking into it.')], ben)
    await at.deliver()

    const [first, second, third, ...more] = at.server.to(jo)
    expect(more).toEqual([])
    const subject = `[#${number}] Mail to one address bounces`
    expect([first, second, third].map((mail) => mail?.subject)).toEqual([subject, subject, subject])
    expect(first?.text).toContain(
      'Northwind Apps (northwind-apps.example.com) shared a support case with you',
    )
    expect(first?.text).toContain('> Since this morning every mail to one address comes back.')
    expect(first?.text).toContain('Status: New')
    expect(first?.text).toContain(`shared case ${number} with ${jo}`)
    expect(first?.text).toContain('This mailbox')
    expect(second?.text).toContain('> It is worse now.')
    expect(second?.text).toContain('changed the severity from P2 to P1')
    expect(third?.text).toContain('> We are looking into it.')
    expect(third?.text).not.toContain('It is worse now.')
    expect([second?.inReplyTo, third?.inReplyTo]).toEqual([first?.messageId, first?.messageId])
    expect(new Set([first?.messageId, second?.messageId, third?.messageId]).size).toBe(3)
  })

  it('says who it is from, for whom, that no machine shall answer, and the same in HTML as in text', async () => {
    const number = await at.open({ share: [jo], title: 'Mail <b>bounces</b> & "returns"' })
    await at.deliver()

    const [mail] = at.server.to(jo)
    expect(addressesOf(mail?.from ? [mail.from] : undefined)).toEqual(['cases@cases.example.com'])
    expect(addressesOf(mail?.to)).toEqual([jo])
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(mail?.headers.get('x-auto-response-suppress')).toBe('All')
    expect(mail?.messageId).toMatch(new RegExp(`^<case-${number}\\.0-2\\.[\\w-]+@cases\\.example\\.com>$`))
    expect(mail?.html).toContain('Mail &lt;b&gt;bounces&lt;/b&gt; &amp; &quot;returns&quot;')
    expect(mail?.html).toContain('<html lang="en">')
    expect(mail?.date?.getTime()).toBe(Math.floor(at.world.now().getTime() / 1000) * 1000)
  })

  it('NOT-3: is in the language of the case and in the time zone of the customer, whoever shares it', async () => {
    const number = await at.open({ share: [jo], language: 'ja', timeZone: 'Asia/Tokyo' })
    await at.deliver()
    await at.change(number, [{ kind: 'close', note: '' }])
    await at.deliver()

    const [first, second] = at.server.to(jo)
    expect(first?.text).toContain('サポートケースを共有しました')
    expect(first?.text).toContain('2026年3月2日 18:00 JST')
    expect(first?.text).toContain('このメールアドレスは送信専用です')
    expect(second?.text).toContain('ケースをクローズしました')
    expect(second?.html).toContain('<html lang="ja">')
    expect(second?.headers.get('content-language')).toBe('ja')
    expect(`${first?.text}${second?.text}`).not.toMatch(/\b(shared|Status|Severity|Created|mailbox)\b/)
  })

  it('VIS-7: only what customer, desk and partners all read is mailed; never who else it is shared with', async () => {
    const number = await at.open({ share: [jo, kai] })
    await at.deliver()
    for (const audience of ['internal', 'customer', 'desk'] as const)
      await at.change(number, [say(`secret for ${audience}`, audience)])
    await at.change(number, [say('secret of the desk', 'internal')], ben)
    await at.change(number, [say('secret of the customer', 'customer')], amelia)
    await at.change(number, [share(['late@example.net'])])
    await at.change(number, [say('My card is 4111 1111 1111 1111.', 'everyone')])
    await at.deliver()

    expect(at.server.to(jo)).toHaveLength(2)
    const raw = at.server.taken.map(({ mail, to }) => ({ to, all: `${mail.text}${mail.html}` }))
    for (const { to, all } of raw) {
      expect(all).not.toContain('secret')
      expect(all).not.toContain('personal data')
      for (const other of [jo, kai, 'late@example.net'].filter((one) => one !== to))
        expect(all).not.toContain(other)
    }
  })

  it('an address that is added later gets the case as of then, in one mail, and each send from then on', async () => {
    const number = await at.open()
    await at.change(number, [say('first word')])
    await at.change(number, [{ kind: 'severity', severity: 'P1' }, share([kai])])
    await at.deliver()
    await at.change(number, [say('last word')])
    await at.deliver()

    const [first, second, ...more] = at.textsTo(kai)
    expect(more).toEqual([])
    expect(first).toContain('> first word')
    expect(first).toContain('Severity: P1')
    expect(second).toContain('> last word')
    expect(second).not.toContain('first word')
  })

  it('of a long history the first mail tells how it began and the newest entries, and that there are more', async () => {
    const number = await at.open()
    for (let turn = 1; turn <= 60; turn += 1) await at.change(number, [say(`word ${turn}.`)])
    await at.change(number, [share([kai])])
    await at.deliver()

    const [text, ...more] = at.textsTo(kai)
    expect(more).toEqual([])
    expect(text).toContain('> Since this morning')
    expect(text).toContain("Earlier entries aren't shown here.")
    expect([...(text ?? '').matchAll(/word (\d+)\./g)].map(([, turn]) => Number(turn))).toEqual(
      Array.from({ length: 19 }, (_, index) => index + 42),
    )
  })

  it('an address that is taken out gets nothing more, not even a mail that was on its way, and its thread goes', async () => {
    const number = await at.open({ share: [jo, kai] })
    await at.deliver()
    await at.change(number, [say('before')])
    // Taken out after its thread was claimed.
    let isOut = false
    const claiming = at.anotherNotifier({
      store: {
        ...store,
        async claim(input) {
          const claim = await store.claim(input)
          const { channel } = claim?.case.subscriptions.find(({ id }) => id === claim.thread) ?? {}
          if (channel !== kai || isOut) return claim
          isOut = true
          await at.change(number, [share([], [kai])])
          return claim
        },
      },
    })
    await claiming.idle()
    expect(isOut).toBe(true)
    await at.change(number, [say('after')])
    await at.deliver(60_000)

    expect(at.server.to(kai)).toHaveLength(1)
    expect((await mailThreads(number)).map(({ channel }) => channel)).toEqual([jo])
    expect(at.server.to(jo)).toHaveLength(3)
  })

  it('who is shared with anew begins anew: the case as it stands, in a conversation of its own', async () => {
    const number = await at.open({ share: [jo] })
    await at.deliver()
    await at.change(number, [share([], [jo])])
    await at.change(number, [say('not for Jo then')])
    await at.change(number, [share([jo])])
    await at.deliver()

    const [first, second, ...more] = at.server.to(jo)
    expect(more).toEqual([])
    expect(second?.inReplyTo).toBeUndefined()
    expect(second?.messageId).not.toBe(first?.messageId)
    expect(second?.text).toContain('not for Jo then')
    expect(await mailThreads(number)).toHaveLength(1)
  })

  it('a mere refresh of cards, or a thread in one more channel, mails nobody', async () => {
    const number = await at.open({ share: [jo] })
    await at.deliver()
    const marcusActs = await at.world.actor(marcus)
    const place = { platform: 'slack', tenant: 'T1', channel: 'C7', locale: 'en' } as const
    value(await at.world.service.follow(marcusActs, number, place))
    await at.deliver()

    expect(at.server.taken).toHaveLength(1)
  })

  it('twenty addresses get one mail each, and the server is not fallen upon at once', async () => {
    const all = Array.from({ length: 20 }, (_, index) => `user${index}@example.com`)
    const number = await at.open({ share: all })
    await at.deliver()
    await at.change(number, [say('news')])
    await at.deliver()

    for (const address of all) expect(at.server.to(address)).toHaveLength(2)
    expect(at.server.mostAtOnce()).toBeLessThanOrEqual(4)
  })

  it('several instances send no mail twice', async () => {
    const others = [at.anotherNotifier(), at.anotherNotifier()]
    const number = await at.open({ share: [jo, kai] })
    for (const word of ['one', 'two', 'three']) await at.change(number, [say(word)])
    await Promise.all([at.deliver(), ...others.map((one) => one.idle())])
    await at.change(number, [say('four')])
    await Promise.all([at.deliver(), ...others.map((one) => one.idle())])

    for (const address of [jo, kai]) {
      const ids = at.server.to(address).map(({ messageId }) => messageId)
      expect(new Set(ids).size).toBe(ids.length)
      expect(at.textsTo(address).at(-1)).toContain('> four')
    }
  })

  it('a crash between a mail and its cursor sends it again under the same Message-ID, then what came meanwhile', async () => {
    const number = await at.open({ share: [jo] })
    await at.deliver()
    await at.change(number, [say('once'), { kind: 'severity', severity: 'P1' }])
    const dying = at.anotherNotifier({
      store: { ...store, saveProgress: () => Promise.reject(new Error('the process is gone')) },
    })
    await dying.idle()
    expect(at.server.to(jo)).toHaveLength(2)
    await at.change(number, [say('meanwhile')])
    await at.deliver(60_000)

    const [, sent, again, last, ...more] = at.server.to(jo)
    expect(more).toEqual([])
    expect(again?.messageId).toBe(sent?.messageId)
    expect(again?.text).toContain('> once')
    expect(again?.text).not.toContain('meanwhile')
    expect(last?.text).toContain('> meanwhile')
  })

  it('a crash after a first mail sends that again under the same Message-ID', async () => {
    await at.open({ share: [jo] })
    const dying = createDeliveryWorker({
      store: { ...store, saveProgress: () => Promise.reject(new Error('the process is gone')) },
      publishers: {},
      routes: () => [{ platform: 'mail', tenant: '' }],
      resolveAudience: openTo(),
      mail: at.mail.publisher,
      now: at.world.now,
      log: at.log,
    })
    await dying.idle()
    await at.deliver(60_000)

    const ids = at.server.to(jo).map(({ messageId }) => messageId)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it('a recipient that is put off is tried again, and holds up nobody else', async () => {
    const number = await at.open({ share: [jo, kai] })
    at.server.refuseRecipient = (address) =>
      address === jo ? { code: 450, text: '4.2.0 Greylisted, try again' } : undefined
    await at.deliver()
    await at.change(number, [say('meanwhile')])
    await at.deliver()
    expect([at.server.to(jo).length, at.server.to(kai).length]).toEqual([0, 2])

    at.server.refuseRecipient = () => undefined
    await at.deliver(600_000)
    expect(at.textsTo(jo)).toHaveLength(1)
    expect(at.textsTo(jo)[0]).toContain('> meanwhile')
    expect(at.server.to(kai)).toHaveLength(2)
  })

  it('a mail that is put off after its text goes out later, before the next one', async () => {
    const number = await at.open({ share: [jo] })
    await at.deliver()
    at.server.refuseText = () => ({ code: 451, text: '4.3.0 Try again later' })
    await at.change(number, [say('one')])
    await at.change(number, [say('two')])
    await at.deliver()
    at.server.refuseText = () => undefined
    await at.deliver(600_000)

    expect(at.textsTo(jo).map((text) => /^> (\w+)/m.exec(text)?.[1])).toEqual(['Since', 'one', 'two'])
  })

  it('an address that is refused is late; the partners see why and can mend it, nobody else is told', async () => {
    const number = await at.open({ share: [jo, kai] })
    at.server.refuseRecipient = (address) =>
      address === jo ? { code: 550, text: `5.1.1 No such user here` } : undefined
    await at.deliver()
    await at.change(number, [say('news')])
    await at.deliver(600_000)

    expect(at.server.to(kai)).toHaveLength(2)
    const shownTo = async (who: string) => told(await at.typed(`show ${number}`, who))
    expect(await shownTo(marcus)).toMatch(new RegExp(`"email to ${jo}".*"the address was refused`))
    expect(await shownTo(ben)).not.toContain('the address was refused')
    expect(await shownTo(amelia)).not.toContain('the address was refused')
    expect(
      at.log.lines.some(({ level, message }) => level === 'warn' && message === 'Delivery failed, retrying'),
    ).toBe(true)
    const logged = inspect(at.log.lines, { depth: 10 })
    expect(logged).toContain(jo.replace(/^(.).*@/, '$1…@'))
    expect([jo, kai].filter((address) => logged.includes(address))).toEqual([])

    at.server.refuseRecipient = () => undefined
    await at.change(number, [share([], [jo])])
    expect(await shownTo(marcus)).not.toContain('the address was refused')
    await at.change(number, [share([jo])])
    await at.deliver()
    expect(at.textsTo(jo)).toHaveLength(1)
    expect(at.textsTo(jo)[0]).toContain('> news')
  })

  it('a policy that forbids to relay, and a refused sender, give nobody up: the operator can mend them', async () => {
    await at.open({ share: [jo] })
    at.server.refuseRecipient = () => ({ code: 554, text: '5.7.1 Relay access denied' })
    await at.deliver()
    at.server.refuseRecipient = () => undefined
    at.server.refuseSender = () => ({ code: 553, text: '5.7.1 Sender address rejected' })
    await at.deliver(600_000)
    expect(await mailThreads(1001)).toMatchObject([{ suspended: null, root: null }])
    at.server.refuseSender = () => undefined
    await at.deliver(600_000)

    expect(at.server.to(jo)).toHaveLength(1)
  })

  it('while the mail server is away mails wait without being given up on, and then come in order', async () => {
    const number = await at.open({ share: [jo] })
    const { port } = at.server
    await at.server.close()
    for (let turn = 0; turn < 3; turn += 1) await at.deliver(120_000)
    await at.change(number, [say('meanwhile')])
    await at.deliver(120_000)
    expect(await mailThreads(number)).toMatchObject([{ suspended: null, tries: 0 }])
    expect(
      at.log.lines.filter(({ message }) => message.startsWith('The mail server cannot be used')),
    ).toHaveLength(1)

    const back = await at.reopen(port)
    await at.notifier.recheckInstallation({ platform: 'mail', tenant: '' })
    await at.deliver(120_000)
    expect(back.to(jo)).toHaveLength(1)
    expect(back.to(jo)[0]?.text).toContain('> meanwhile')
  })

  it('without mail no address gets a thread; once it is set up, the next change brings the case as it stands', async () => {
    const unset = await aMailDesk(store, { sendsMail: false })
    const number = await unset.open({ share: [jo] })
    await unset.change(number, [say('unheard')])
    await unset.deliver()
    expect(await mailThreads(number)).toEqual([])

    at.world.setNow(unset.world.now())
    await at.deliver()
    expect(at.server.taken).toEqual([])
    await at.change(number, [say('heard')])
    await at.deliver()
    const [text, ...more] = at.textsTo(jo)
    expect(more).toEqual([])
    expect(text).toContain('> unheard')
    expect(text).toContain('> heard')
  })

  it('a case that was closed and comes back is told like any other change', async () => {
    const number = await at.open({ share: [jo] })
    await at.deliver()
    await at.change(number, [{ kind: 'close', note: 'All good.' }])
    await at.change(number, [{ kind: 'reopen', reason: 'It is back.' }])
    await at.deliver()

    expect(
      at
        .textsTo(jo)
        .map((text) => /^> (.+)/m.exec(text)?.[1])
        .slice(1),
    ).toEqual(['All good.', 'It is back.'])
  })

  it('a repeat of a send, or a wish that is refused, mails nothing', async () => {
    const by = await at.world.actor(marcus)
    const wish = aWish({ threads: [], share: [jo] })
    const made = value(await at.world.service.create(by, wish, 'same'))
    value(await at.world.service.create(by, wish, 'same'))
    await at.world.service.change(by, made.number, { changes: [share(['none'])] }, 'refused')
    await at.deliver()

    expect(at.server.taken).toHaveLength(1)
  })
})

import { z } from 'zod'
import { linkedList } from '../views/domain-card.ts'
import { doneNotice, refusalNotice } from '../views/notice.ts'
import type { Notice } from '../views/view.ts'
import { FreeText } from './arguments.ts'
import { defineCommand } from './define.ts'

/** DOM-1: gives up an account that one linked. An account that the operator vouches for is the operator's to take away. */
export const unlink = defineCommand({
  name: 'unlink',
  aliases: ['連携解除'],
  positionals: ['account'],
  summary: 'command.unlink',
  usage: 'usage.unlink',
  args: z.object({
    account: FreeText.optional(),
    /** A button's: when the account was linked that it was shown beside. */
    proved: z.coerce.number().optional(),
  }),
  auth: 'none',

  async run({ links, person, identity, names, translator }, { account, proved }) {
    const { accounts } = await links.linksOf(person)
    if (!account) return linkedList(accounts, translator.t('unlink.title'), translator)
    const wanted = account.normalize('NFKC').toLowerCase()
    const isCalled = (one: { email: string; domain: string }, matches: (name: string) => boolean) =>
      [one.email, one.domain].some((name) => names.everyName(names.idOf(name)).some(matches))
    const exact = accounts.filter((one) => isCalled(one, (name) => name === wanted))
    const begun = accounts.filter((one) => isCalled(one, (name) => name.startsWith(wanted)))
    const meant = exact.length > 0 ? exact : begun
    const [one, another] = meant
    if (another) return linkedList(meant, translator.t('unlink.which'), translator)
    if (one && proved !== undefined && one.provedAt.getTime() !== proved) {
      const values = { account: one.email }
      return refusalNotice([{ code: 'account-linked-anew', rule: 'DOM-1', values }], translator)
    }
    if (one) {
      await links.unlink(person, one.email)
      return doneNotice(translator.t('unlink.done', { account: one.email }))
    }
    const vouched = identity.accounts.find((one) => isCalled(one, (name) => name.startsWith(wanted)))
    const told = { account: vouched?.email ?? [...account].slice(0, 60).join('') }
    const text = translator.t(vouched ? 'unlink.vouched' : 'unlink.unknown', told)
    return { kind: 'notice', tone: 'refused', text } satisfies Notice
  },
})

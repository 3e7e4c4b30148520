import { z } from 'zod'
import { domainCard } from '../views/domains.ts'
import { chooseAccount, doneNotice, refusalNotice, unknownAccount } from '../views/notices.ts'
import type { Notice, View } from '../views/view.ts'
import { FreeText } from './arguments.ts'
import { defineCommand, type PublicContext } from './define.ts'
import { actorName } from './settle-actor.ts'

const none = ['none', 'off', '-', 'なし', '解除']
const here = ['here', 'ここ', 'このチャンネル']

/** DOM-1, DOM-2: which account acts, and why; the current one; the channel's one. */
export const domain = defineCommand({
  name: 'domain',
  chatCommandId: 11,
  aliases: ['domains', 'accounts', 'ドメイン', 'アカウント'],
  words: ['which', 'to'],
  summary: 'command.domain',
  usage: 'usage.domain',
  args: z.object({ which: FreeText.optional(), to: FreeText.optional() }),
  needs: 'nobody',

  async run(context, { which, to }) {
    const word = which?.normalize('NFKC').toLowerCase()
    if (word === undefined) return overview(context)
    if (!here.includes(word)) return none.includes(word) ? release(context) : switchTo(context, word)
    const name = to?.normalize('NFKC').toLowerCase()
    if (name !== undefined && none.includes(name)) return unbind(context)
    return bind(context, name)
  },
})

async function overview({ identity, links, person, place, settle, speech }: PublicContext): Promise<View> {
  const [linked, binding, settled] = await Promise.all([
    links.linksOf(person),
    links.bindingOf(place),
    settle(),
  ])
  return domainCard({ identity, linked, binding, settled, speech })
}

async function release({ links, person, speech }: PublicContext): Promise<Notice> {
  await links.chooseCurrent(person, null)
  return doneNotice(speech.t('domain.released'))
}

async function switchTo({ links, person, settle, speech }: PublicContext, name: string): Promise<Notice> {
  const settled = await settle(name)
  if (settled.kind === 'refused') return unknownAccount(settled, speech)
  if (settled.kind === 'choose') return asked(settled.choices, {}, speech)
  const chosen = actorName(settled.actor)
  await links.chooseCurrent(person, chosen)
  const told = chosen === 'desk' ? speech.t('party.desk') : chosen
  return doneNotice(speech.t('domain.switched', { domain: told }), [
    { label: speech.t('button.list'), command: 'list', args: { in: chosen } },
  ])
}

/** Without a name the only domain is meant. The desk's own side binds no channel. */
async function bind(
  { identity, links, place, settle, speech }: PublicContext,
  name: string | undefined,
): Promise<Notice> {
  const domains = identity.accounts.map((account) => account.domain)
  const [only, another] = domains
  if (name === undefined && another) return asked(domains, { which: 'here' }, speech)
  const settled = await settle(name ?? only ?? '')
  if (settled.kind === 'refused') return unknownAccount(settled, speech)
  if (settled.kind === 'choose')
    return asked(
      settled.choices.filter((choice) => domains.includes(choice)),
      { which: 'here' },
      speech,
    )
  if (settled.actor.party !== 'partner')
    return { kind: 'notice', tone: 'refused', text: speech.t('domain.bind-which') }
  const outcome = await links.bind(settled.actor.account, place, identity.accounts)
  if (!outcome.ok) return refusalNotice(outcome.refusals, speech)
  return doneNotice(speech.t('domain.bound', { domain: outcome.value.domain }), [
    { label: speech.t('button.unbind'), command: 'domain', args: { which: 'here', to: 'none' } },
  ])
}

async function unbind({ identity, links, place, speech }: PublicContext): Promise<Notice> {
  const outcome = await links.unbind(place, identity.accounts)
  if (!outcome.ok) return refusalNotice(outcome.refusals, speech)
  const was = outcome.value
  return doneNotice(was ? speech.t('domain.unbound', { domain: was.domain }) : speech.t('domain.not-bound'))
}

/** Which domain was meant: each choice says the same again with its name. */
function asked(
  choices: readonly string[],
  args: Readonly<Record<string, string>>,
  speech: PublicContext['speech'],
): Notice {
  const field = args.which === 'here' ? 'to' : 'which'
  const notice = chooseAccount({ choices }, 'domain', args, speech)
  return {
    ...notice,
    text: speech.t(field === 'to' ? 'domain.bind-which' : 'choose.account'),
    buttons: choices.map((choice) => ({
      label: choice === 'desk' ? speech.t('button.act-desk') : speech.t('button.act-for', { domain: choice }),
      command: 'domain',
      args: { ...args, [field]: choice },
    })),
  }
}

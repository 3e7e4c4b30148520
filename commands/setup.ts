import { z } from 'zod'
import { isUnclaimed, looksLikeCode, setupNotYours } from '../src/cases/create-setup.ts'
import { doneNotice, refusalNotice } from '../views/notice.ts'
import { findingsCard, setupCard } from '../views/setup-card.ts'
import type { Notice, View } from '../views/view.ts'
import { defineCommand, type PublicContext } from './define.ts'

const desk = ['desk', 'デスク', 'サポート窓口', '窓口']
const grants = ['grants', 'grant', 'アクセス権']
const check = ['check', 'doctor', '診断', '確認']
const here = ['here', 'ここ', 'このチャンネル', 'このスペース']
const none = ['none', 'off', '-', 'なし', '解除']
const defaults: Readonly<Record<'ask' | 'assume', readonly string[]>> = {
  ask: ['ask', '確認'],
  assume: ['assume', '付与済み'],
}

/** DOM-5: claims the installation with the code from its log, and leads whoever did through what is left to be set up. */
export const setup = defineCommand({
  name: 'setup',
  aliases: ['初期設定', 'セットアップ'],
  positionals: ['which', 'to'],
  summary: 'command.setup',
  usage: 'usage.setup',
  needs: 'setup',
  args: z.object({
    /** A code, or what is to be set up. */
    which: z.string().max(200).optional(),
    to: z.string().max(200).optional(),
  }),
  auth: 'none',

  async run(context, { which = '', to = '' }) {
    const { setup: guide, person, identity, translator } = context
    const said = `${which} ${to}`
    if (looksLikeCode(said)) return claim(context, said)
    const isOperators = await guide.mayManage(person, identity)
    if (!isOperators && isUnclaimed(guide.latest()))
      return { kind: 'notice', tone: 'refused', text: translator.t('setup.unclaimed') }
    if (!isOperators) return refusalNotice([setupNotYours], translator)
    const word = folded(which)
    if (desk.includes(word)) return chooseDesk(context, folded(to))
    if (grants.includes(word)) return chooseGrantDefault(context, folded(to))
    if (check.includes(word)) return findingsCard(await guide.examine(), translator)
    return word === '' ? overview(context) : unknown(context)
  },
})

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

async function overview({ setup: guide, place, translator }: PublicContext): Promise<View> {
  const [domains, denied] = await Promise.all([guide.listDomains(), guide.denyDesk(place)])
  return setupCard({ guide, place, mayBeDesk: denied === undefined, domains, translator })
}

async function claim(context: PublicContext, typed: string): Promise<View> {
  const { setup: guide, person, translator } = context
  const outcome = await guide.claim(person, typed)
  return outcome.ok ? overview(context) : refusalNotice(outcome.refusals, translator)
}

function unknown({ translator }: PublicContext): Notice {
  return { kind: 'notice', tone: 'refused', text: translator.t('setup.which') }
}

async function chooseDesk(context: PublicContext, word: string): Promise<Notice> {
  const { setup: guide, person, place, translator } = context
  const isHere = here.includes(word)
  if (!isHere && !none.includes(word)) return unknown(context)
  const denied = isHere ? await guide.denyDesk(place) : undefined
  if (denied) return refusalNotice([denied], translator)
  const outcome = await guide.chooseDesk(person, place, isHere ? place.channel : null)
  if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
  return doneNotice(translator.t(isHere ? 'setup.desk.done' : 'setup.desk.removed'), [nextButton(context)])
}

async function chooseGrantDefault(context: PublicContext, word: string): Promise<Notice> {
  const { setup: guide, person, translator } = context
  const value = (['ask', 'assume'] as const).find((one) => defaults[one].includes(word))
  if (!value) return unknown(context)
  const outcome = await guide.chooseGrantDefault(person, value)
  if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
  return doneNotice(translator.t(`setup-grants-done.${value}`), [nextButton(context)])
}

/** Back to what is left to be done. */
function nextButton({ translator }: PublicContext) {
  return { label: translator.t('button.setup'), command: 'setup', args: {} }
}

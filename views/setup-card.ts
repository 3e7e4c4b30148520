/** DOM-5: what is left to be set up of an installation, step by step; and what its examination found. */

import { findGivenDesk, findGrantDefault } from '../src/cases/create-setup.ts'
import type { Person } from '../src/cases/directory.ts'
import type { ConversationRef } from '../src/cases/identity-store.ts'
import type { DomainToSetUp, SetupFinding, SetupGuide } from '../src/cases/setup-guide.ts'
import { listChatUserFacts } from '../src/i18n/chat-user-facts.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Block, Button, Card, Inline } from './view.ts'

/** So many domains are named; the rest are counted. */
const maxDomains = 5
/** So many findings are shown; the rest are counted. */
const maxFindings = 12
/** Of one finding: a file's faults may be many. */
const maxFindingText = 600

export interface SetupCardOptions {
  readonly guide: Pick<
    SetupGuide,
    'given' | 'latest' | 'findDeskChannel' | 'findEmailTrust' | 'missingForLinking'
  >
  /** Where the person asks. */
  readonly place: ConversationRef
  /** Nobody is offered what they would be refused. */
  readonly mayBeDesk: boolean
  readonly domains: readonly DomainToSetUp[]
  readonly translator: Translator
}

export function setupCard(options: SetupCardOptions): Card {
  const { t } = options.translator
  const title = t('setup.title')
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'text', text: t('setup.intro') },
      deskStep(options),
      homesStep(options),
      peopleStep(options),
      emailStep(options),
      grantsStep(options),
      {
        kind: 'item',
        title: t('setup.check'),
        detail: [t('setup.check.detail')],
        button: {
          label: t('button.setup.check'),
          command: 'setup',
          args: { which: 'check' },
          style: 'primary',
        },
      },
      ...operatorsLine(options),
    ],
  }
}

/** None where nobody typed a code: operators of the directory are in the directory. */
function operatorsLine({ guide, translator: { t } }: SetupCardOptions): readonly Block[] {
  const names = guide.latest().operators.map(({ name }) => name)
  return names.length === 0
    ? []
    : [{ kind: 'quiet', parts: [t('setup.operators', { names: names.join(', ') })] }]
}

/** What is set in the environment cannot be changed here, and says by which setting. */
function step(title: string, detail: readonly Inline[], button?: Button | undefined): Block {
  return { kind: 'item', title, detail, ...(button ? { button } : {}) }
}

function deskStep({ guide, place, mayBeDesk, translator }: SetupCardOptions): Block {
  const { t } = translator
  const title = t('setup.desk')
  const given = findGivenDesk(guide.given, place)
  const channel = guide.findDeskChannel(place)
  const isHere = channel === place.channel
  if (channel !== undefined) {
    const state = isHere ? t('setup.desk.here') : t('setup.desk.elsewhere', { where: channel })
    if (given) return step(title, [state, t('setup.given', { setting: given.setting })])
    const use = mayBeDesk && !isHere
    return step(title, [state], use ? useHere(translator) : isHere ? endHere(translator) : undefined)
  }
  return step(
    title,
    [t(mayBeDesk ? 'setup.desk.none' : 'setup.desk.none.go')],
    mayBeDesk ? useHere(translator) : undefined,
  )
}

function useHere({ t }: Translator): Button {
  return { label: t('button.setup.desk'), command: 'setup', args: { which: 'desk', to: 'here' } }
}

function endHere({ t }: Translator): Button {
  return { label: t('button.setup.desk.none'), command: 'setup', args: { which: 'desk', to: 'none' } }
}

function homesStep({ domains, translator }: SetupCardOptions): Block {
  const { t, nameOf } = translator
  const title = t('setup.homes')
  if (domains.length === 0) return step(title, [t('setup.homes.no-domain')])
  const without = domains.filter(({ hasHome }) => !hasHome)
  if (without.length === 0) return step(title, [t('setup.homes.all')])
  const names = without.slice(0, maxDomains).map(({ domain }) => nameOf(domain))
  const more = without.length - names.length
  const list = names.join(', ')
  return step(title, [
    more > 0
      ? t('setup.homes.missing.more', { names: list, more })
      : t('setup.homes.missing', { names: list }),
  ])
}

function peopleStep({ guide: { missingForLinking }, translator: { t } }: SetupCardOptions): Block {
  const settings = missingForLinking.join(', ')
  return step(t('setup.people'), [
    settings === '' ? t('setup.people.linking') : t('setup.people.no-linking', { settings }),
    t('setup.people.listed'),
  ])
}

function emailStep({ guide, place, translator: { t } }: SetupCardOptions): Block {
  const emails = guide.findEmailTrust(place)
  const setting = emails?.setting ?? ''
  return step(t('setup.emails'), [
    t(emails?.value ? 'setup.emails.trusted' : 'setup.emails.untrusted', { setting }),
  ])
}

function grantsStep({ guide, translator: { t } }: SetupCardOptions): Block {
  const value = findGrantDefault(guide)
  const other = value === 'ask' ? 'assume' : 'ask'
  const given = guide.given.grantDefault
  const title = t('setup.grants')
  const state = t(`setup-grants.${value}`)
  if (given) return step(title, [state, t('setup.given', { setting: given.setting })])
  return step(title, [state], {
    label: t(`setup-grants-button.${other}`),
    command: 'setup',
    args: { which: 'grants', to: other },
  })
}

/** For the directory's operators: somebody became one in chat. */
export function claimedNotice(
  person: Pick<Person, 'user' | 'name' | 'profile'>,
  translator: Translator,
): Card {
  const { t } = translator
  const title = t('setup.told', { name: person.name })
  const { handle = null, workspace = null, address = null } = person.profile ?? {}
  const facts = listChatUserFacts(
    { user: person.user, name: person.name, handle, workspace, address },
    translator,
  )
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'fields', fields: facts },
      { kind: 'text', text: t('setup.told.detail') },
    ],
  }
}

/** What is wrong, with what to do about it; or that nothing is. */
export function findingsCard(findings: readonly SetupFinding[], { t }: Translator): Card {
  const title = t('setup.findings')
  const shown = findings.slice(0, maxFindings)
  const more = findings.length - shown.length
  const back: Button = { label: t('button.setup'), command: 'setup', args: {} }
  const again: Button = { label: t('button.setup.again'), command: 'setup', args: { which: 'check' } }
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'heading', text: title },
      ...(shown.length === 0 ? [{ kind: 'text', text: t('setup.findings.none') } satisfies Block] : []),
      ...shown.map(
        ({ level, chapter, message, remedy }): Block => ({
          kind: 'item',
          title: t(`setup-finding.${level}`, { chapter }),
          detail: [cut(message), ...(remedy === null ? [] : [cut(remedy)])],
        }),
      ),
      ...(more > 0 ? [{ kind: 'quiet', parts: [t('setup.findings.more', { more })] } satisfies Block] : []),
      { kind: 'actions', buttons: [again, back] },
    ],
  }
}

function cut(text: string): string {
  const letters = [...text]
  return letters.length > maxFindingText ? `${letters.slice(0, maxFindingText - 1).join('')}…` : text
}

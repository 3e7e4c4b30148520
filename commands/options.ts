/** Choices for the forms' search fields, found while typing. */
import { matchesName } from '../src/cases/match-names.ts'
import { toAuthor } from '../src/cases/policy.ts'
import { colleagueOptions } from '../views/assign-form.ts'
import { serviceOptions } from '../views/category-fields.ts'
import type { Option } from '../views/view.ts'
import { viewLimits } from '../views/view-limits.ts'
import type { Context, OptionSource } from './define.ts'
import { otherDomains } from './responses.ts'

/** As many as one still looks through; who types more finds the rest. */
const maxChoices = 50

/** ACC-3: only the acting domain's customers; the access is told so that nobody fills a form in vain. */
const customers: OptionSource = async (context, query) => {
  const { service, actor, translator } = context
  const outcome = await service.customers(actor, query, { limit: maxChoices })
  if (!outcome.ok) return []
  if (outcome.value.total === 0) return elsewhere(context, query)
  return outcome.value.customers.map(({ customer, grant }) => ({
    value: customer.id,
    label:
      grant.state === 'granted' || grant.state === 'assumed'
        ? customer.name
        : `${customer.name} (${translator.t(`grant.${grant.state}`)})`,
  }))
}

/** The value of a choice that says something and is none: whoever chooses it is told so again, and where to look. */
export const noChoice = 'none'

/** VIS-8: a customer that is missing may be one of another domain of this person. */
function elsewhere(context: Context, query: string): readonly Option[] {
  const { actor, translator } = context
  if (query.trim() === '' || actor.party !== 'partner' || otherDomains(context).length === 0) return []
  return [{ value: noChoice, label: translator.t('customers.elsewhere', { domain: actor.account.domain }) }]
}

/** With nothing typed the services, to go on from to their areas; with a word or more what they stand for. */
const categories: OptionSource = async ({ categories: catalogue, translator }, query) => {
  const { locale } = translator
  if (!/[\p{L}\p{N}]/u.test(query))
    return serviceOptions(catalogue.services, translator).slice(0, viewLimits.options)
  return catalogue
    .find(query)
    .slice(0, viewLimits.options)
    .map((category) => ({ value: category.id, label: category.path[locale] }))
}

/** OWN-1: whom the actor's side can give a case to, with the choice of nobody. */
const colleagues: OptionSource = async ({ service, actor, translator }, query) => {
  const outcome = await service.colleagues(actor)
  if (!outcome.ok) return []
  const options = colleagueOptions(outcome.value, toAuthor(actor).email, translator)
  return options.filter(({ value, label }) => matchesName(`${label} ${value}`, query)).slice(0, maxChoices)
}

const timeZones: OptionSource = async (_context, query) => {
  const wanted = query.toLowerCase().replaceAll(' ', '_')
  return ['UTC', ...Intl.supportedValuesOf('timeZone')]
    .filter((zone) => zone.toLowerCase().includes(wanted))
    .slice(0, maxChoices)
    .map((zone) => ({ value: zone, label: zone }))
}

export const optionSources: Readonly<Record<string, OptionSource>> = {
  customers,
  categories,
  colleagues,
  'time-zones': timeZones,
}

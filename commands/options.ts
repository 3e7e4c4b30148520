/** Choices for the forms' search fields, found while typing. */
import { serviceOptions } from '../views/category-fields.ts'
import type { OptionSource } from './define.ts'

const mostChoices = 50
/** What a menu takes at most, on Slack and on Google Chat. */
const mostCategories = 100

/** ACC-3: only the acting domain's customers; the access is told so that nobody fills a form in vain. */
const customers: OptionSource = async ({ service, actor, speech }, query) => {
  const outcome = await service.customers(actor, query, { limit: mostChoices })
  if (!outcome.ok) return []
  return outcome.value.customers.map(({ customer, grant }) => ({
    value: customer.id,
    label:
      grant.state === 'granted' ? customer.name : `${customer.name} (${speech.t(`grant.${grant.state}`)})`,
  }))
}

/** With nothing typed the services, to go on from to their areas; with a word or more what they stand for. */
const categories: OptionSource = async ({ categories: catalogue, speech }, query) => {
  const { locale } = speech
  if (!/[\p{L}\p{N}]/u.test(query)) return serviceOptions(catalogue.services, speech).slice(0, mostCategories)
  return catalogue
    .find(query)
    .slice(0, mostCategories)
    .map((one) => ({ value: one.id, label: one.path[locale] }))
}

const timeZones: OptionSource = async (_context, query) => {
  const wanted = query.toLowerCase().replaceAll(' ', '_')
  return ['UTC', ...Intl.supportedValuesOf('timeZone')]
    .filter((zone) => zone.toLowerCase().includes(wanted))
    .slice(0, mostChoices)
    .map((zone) => ({ value: zone, label: zone }))
}

export const optionSources: Readonly<Record<string, OptionSource>> = {
  customers,
  categories,
  'time-zones': timeZones,
}

/** Choices for the forms' search fields, found while typing. */
import type { Source } from './define.ts'

const mostChoices = 50

/** ACC-3: only the acting domain's customers; the access is told so that nobody fills a form in vain. */
const customers: Source = async ({ service, actor, speech }, query) => {
  const outcome = await service.customers(actor, query, { limit: mostChoices })
  if (!outcome.ok) return []
  return outcome.value.customers.map(({ customer, grant }) => ({
    value: customer.id,
    label:
      grant.state === 'granted' ? customer.name : `${customer.name} (${speech.t(`grant.${grant.state}`)})`,
  }))
}

const categories: Source = async (context, query) =>
  context.categories
    .find(query)
    .slice(0, mostChoices)
    .map((one) => ({ value: one.id, label: one.name[context.speech.locale] }))

const timeZones: Source = async (_context, query) => {
  const wanted = query.toLowerCase().replaceAll(' ', '_')
  return ['UTC', ...Intl.supportedValuesOf('timeZone')]
    .filter((zone) => zone.toLowerCase().includes(wanted))
    .slice(0, mostChoices)
    .map((zone) => ({ value: zone, label: zone }))
}

export const sources: Readonly<Record<string, Source>> = { customers, categories, 'time-zones': timeZones }

/** What the new case's form says of the category: one that was found by typing, or a service and then one of its areas. */
import type { Categories, Category, CategoryService } from '../src/cases/categories.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import { areaField } from '../views/category-fields.ts'
import type { Values } from '../views/view.ts'
import { readValue } from './responses.ts'

export interface ChosenCategory {
  readonly category?: Category
  /** A service that was chosen as such: its areas are to choose from. */
  readonly service?: CategoryService
}

export function readChosenCategory(values: Values, categories: Categories): ChosenCategory {
  const chosen = findChosenCategory(readValue(values, 'category'), categories)
  if (!chosen.service) return chosen
  const area = chosen.service.categories.find(({ id }) => id === readValue(values, areaField))
  return area ? { ...chosen, category: area } : chosen
}

/** What is hidden meanwhile is no longer offered, as in the follow-up of a former case. */
export function findChosenCategory(id: string, categories: Categories): ChosenCategory {
  const category = categories.category(id)
  if (category && !category.hidden) return { category }
  const service = categories.service(id)
  return service ? { service } : {}
}

/** What is wrong with the category stands at the area, where a service was chosen and that is what is left to choose. */
export function moveToArea(
  refusals: readonly Refusal[],
  values: Values,
  categories: Categories,
): readonly Refusal[] {
  if (!readChosenCategory(values, categories).service) return refusals
  return refusals.map((refusal) =>
    refusal.field === 'category' ? { ...refusal, field: areaField } : refusal,
  )
}

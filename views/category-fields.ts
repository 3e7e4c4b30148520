/** Services and areas as menu entries. */
import type { CategoryService } from '../src/cases/categories.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Option } from './view.ts'

/** The field of the areas of a service. */
export const areaField = 'area'

/** A service leads on to its areas, which are named beneath it; one with a single category is that category. */
export function serviceOptions(
  services: readonly CategoryService[],
  translator: Translator,
): readonly Option[] {
  const { locale } = translator
  return services.map((service) => {
    const [only, ...more] = service.categories
    if (only && more.length === 0) return { value: only.id, label: only.path[locale] }
    return {
      value: service.id,
      label: serviceLabel(service, translator),
      description: service.categories.map(({ name }) => name[locale]).join(locale === 'ja' ? '、' : ', '),
    }
  })
}

export function serviceLabel({ name }: CategoryService, { locale }: Translator): string {
  return `${name[locale]} › …`
}

export function areaOptions({ categories }: CategoryService, { locale }: Translator): readonly Option[] {
  return categories.map(({ id, name }) => ({ value: id, label: name[locale] }))
}

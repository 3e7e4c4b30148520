/** Products and categories of Google Workspace (CRE-1): data, checked here, found by keyword in both languages. */
import { z } from 'zod'

const Told = z.strictObject({ en: z.string().min(1), ja: z.string().min(1) })
export type Told = z.infer<typeof Told>

const Question = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  label: Told,
  optional: z.boolean().default(false),
})

const Category = z.strictObject({
  id: z.string().regex(/^[a-z0-9.-]{1,80}$/),
  name: Told,
  keywords: z.strictObject({ en: z.array(z.string()), ja: z.array(z.string()) }),
  guidance: Told,
  questions: z.array(Question).max(5),
})
export type Category = z.infer<typeof Category>

export const CategoriesFile = z.strictObject({
  products: z.array(z.strictObject({ id: z.string().regex(/^[a-z0-9-]{1,40}$/), name: Told })).min(1),
  categories: z.array(Category).min(1),
})
export type CategoriesFile = z.infer<typeof CategoriesFile>

export interface Categories {
  readonly products: CategoriesFile['products']
  product(id: string): CategoriesFile['products'][number] | undefined
  category(id: string): Category | undefined
  /** Best first: name begins with the words, name holds them, a keyword holds them. Nothing typed: all, in the file's order. */
  find(query: string): readonly Category[]
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

/** 0 = no match for one word; the names and keywords of both languages count, since people mix them. */
function score(category: Category, word: string): number {
  const names = [fold(category.name.en), fold(category.name.ja)]
  if (names.some((name) => name.startsWith(word))) return 3
  if (names.some((name) => name.includes(word))) return 2
  const keywords = [...category.keywords.en, ...category.keywords.ja].map(fold)
  return keywords.some((keyword) => keyword.includes(word)) ? 1 : 0
}

/** Every word of the query must match; a category that matches better stands first. */
export function createCategories(file: CategoriesFile): Categories {
  const byId = new Map(file.categories.map((category) => [category.id, category]))
  const products = new Map(file.products.map((product) => [product.id, product]))
  return {
    products: file.products,
    product: (id) => products.get(id),
    category: (id) => byId.get(id),
    find(query) {
      const words = fold(query)
        .split(/[\s>›/]+/)
        .filter(Boolean)
      if (words.length === 0) return file.categories
      return file.categories
        .map((category) => ({ category, scores: words.map((word) => score(category, word)) }))
        .filter(({ scores }) => scores.every((one) => one > 0))
        .sort((a, b) => sum(b.scores) - sum(a.scores))
        .map(({ category }) => category)
    },
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

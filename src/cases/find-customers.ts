/** Customers by what people call them. */
import type { Customer } from './directory.ts'

/** Those whose name, domain and id hold every word; all of them without a word. */
export function customersWith(text: string, customers: readonly Customer[]): readonly Customer[] {
  const words = fold(text).split(/\s+/).filter(Boolean)
  return customers.filter((customer) => {
    const text = fold(`${customer.name} ${customer.domain} ${customer.id}`)
    return words.every((word) => text.includes(word))
  })
}

/** The one meant by these words: who is called just so by id, domain or name, else whoever a search for them finds. Nobody without a word. */
export function customersMeant(called: string, customers: readonly Customer[]): readonly Customer[] {
  const wanted = fold(called)
  if (wanted === '') return []
  const whole = customers.filter((customer) =>
    [customer.id, customer.domain, customer.name].some((name) => fold(name) === wanted),
  )
  return whole.length > 0 ? whole : customersWith(called, customers)
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

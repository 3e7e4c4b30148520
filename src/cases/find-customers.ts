/** Customers by what people call them. */
import type { Customer } from './directory.ts'

/** Those whose name, domain and id hold every word; all of them without a word. */
export function customersWith(text: string, customers: readonly Customer[]): readonly Customer[] {
  const words = fold(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return customers
  return customers.filter((customer) => {
    const text = customer.folded ?? foldCustomer(customer)
    return words.every((word) => text.includes(word))
  })
}

/** The one meant by these words: who is called just so by id, domain or name, else whoever a search for them finds. Nobody without a word. */
export function customersMeant(called: string, customers: readonly Customer[]): readonly Customer[] {
  const wanted = fold(called)
  if (wanted === '') return []
  const whole = customers.filter(
    ({ id, domain, name, folded }) =>
      (folded === undefined || folded.includes(wanted)) &&
      [id, domain, name].some((own) => fold(own) === wanted),
  )
  return whole.length > 0 ? whole : customersWith(called, customers)
}

/** What a customer is found by. A large directory keeps it ready. */
export function foldCustomer({ name, domain, id }: Pick<Customer, 'name' | 'domain' | 'id'>): string {
  return fold(`${name} ${domain} ${id}`)
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

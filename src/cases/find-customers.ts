/** Customers by what people call them. */
import type { Customer, FoldedCustomer } from './directory.ts'
import { equalsPhonetic, matchesPhonetic, toPhoneticForms } from './phonetic-name.ts'

/** Those whose name, domain, id and phonetic name hold every word; all of them without a word. */
export function customersWith(text: string, customers: readonly Customer[]): readonly Customer[] {
  const words = fold(text)
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ({ word, read: toPhoneticForms(word) }))
  if (words.length === 0) return customers
  return customers.filter((customer) => {
    const { text, phonetic } = customer.folded ?? foldCustomer(customer)
    return words.every(
      ({ word, read }) => text.includes(word) || (phonetic && matchesPhonetic(phonetic, read)),
    )
  })
}

/**
 * The one meant by these words: who is called just so by id, domain or name, else by its phonetic name, else whoever a search for them
 * finds. Nobody without a word.
 */
export function customersMeant(called: string, customers: readonly Customer[]): readonly Customer[] {
  const wanted = fold(called)
  if (wanted === '') return []
  const found = customersWith(called, customers)
  const whole = found.filter(({ id, domain, name }) => [id, domain, name].some((own) => fold(own) === wanted))
  if (whole.length > 0) return whole
  const typed = toPhoneticForms(called)
  const read = found.filter((customer) => {
    const { phonetic } = customer.folded ?? foldCustomer(customer)
    return phonetic && equalsPhonetic(phonetic, typed)
  })
  return read.length > 0 ? read : found
}

/** What a customer is found by. A large directory keeps it ready. */
export function foldCustomer({
  name,
  domain,
  id,
  phoneticName,
}: Pick<Customer, 'name' | 'domain' | 'id' | 'phoneticName'>): FoldedCustomer {
  const text = fold(`${name} ${domain} ${id}`)
  return phoneticName === undefined ? { text } : { text, phonetic: toPhoneticForms(phoneticName) }
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

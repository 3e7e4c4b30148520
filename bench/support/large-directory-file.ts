/** The text of a directory file with so many accounts, the bench's person first, and so many customers of their domain. */
export function largeDirectoryFile({
  accounts,
  customers,
}: {
  readonly accounts: number
  readonly customers: number
}): string {
  const each = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('')
  const domain = 'northwind-apps.example.com'
  return `domains:
  - { domain: ${domain}, name: Northwind, superAdmin: marcus.bell@${domain} }
# Those who work there.
accounts:
${each(
  accounts,
  (index) => `  - email: ${index === 0 ? 'marcus.bell' : `a${index}`}@${domain}
    name: Person ${index}
    domain: ${domain}
    roles:
      - Reseller Admin
`,
)}
people:
${each(accounts - 1, (index) => `- { person: "slack:T1/U${index + 1}", accounts: [a${index + 1}@${domain}] }\n`)}
customers:
${each(
  customers,
  (index) => `  - id: C${index}
    name: 顧客 ${customers - index}
    domain: c${index}.example.org
    tier: standard
    language: ja
    timeZone: Asia/Tokyo
    address: |
      1-2-3 Somewhere
      - Tokyo
    contact: { name: Some One, email: it@c${index}.example.org, phone: "+81 3-3210-7000" }
`,
)}
relationships:
${each(customers, (index) => `  - { customer: C${index}, domain: ${domain}, kind: reseller, from: 2025-01-01 }\n`)}
grants:
${each(customers, (index) => `  - { customer: C${index}, domain: ${domain}, state: granted }\n`)}`
}

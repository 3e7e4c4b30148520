/** ACC-1 goes by names, letter by letter: which of those that the directory has give nothing, and what was probably meant. */
import type { Account } from '../cases/directory.ts'
import { casePrivilegeSets, countingNames } from '../cases/policy.ts'
import { suggestClosest } from '../config/suggest-closest.ts'
import { defaultGoogleNames, japaneseGoogleNames } from '../google/google-names.ts'
import { howToGiveAccess, indirectReseller, maySeeCustomers, mayWork } from './case-rights.ts'
import { type Finding, problem, warning } from './finding.ts'

/** What is suspended can do nothing whatever it holds. */
export function checkHeldNames(accounts: readonly Account[]): readonly Finding[] {
  return accounts.filter(({ suspended }) => !suspended).flatMap(checkAccount)
}

function checkAccount(account: Account): readonly Finding[] {
  const { email, roles, privileges } = account
  const held = [...roles, ...privileges]
  if (account.superAdmin) return []
  if (held.length === 0)
    return [
      warning(
        { kind: 'account-holds-nothing', subject: email },
        `${email} holds no role and no privilege: it can do nothing.`,
        `List what it holds at Google, such as ${howToGiveAccess}, or remove the account.`,
      ),
    ]
  const works = mayWork(account)
  const misspelled = held.flatMap((name) => {
    const meant = findMeant(name)
    return meant ? [tellMisspelled(email, name, meant, works)] : []
  })
  if (works || misspelled.length > 0) return misspelled
  if (held.some(isIndirectReseller))
    return [
      warning(
        { kind: 'indirect-reseller-admin', subject: email },
        `${email} holds ${indirectReseller}, which gives no access to cases.`,
        `Assign ${howToGiveAccess} in the Admin console if it should work with cases, and list the same in the directory.`,
      ),
    ]
  const [wanting] = casePrivilegeSets.flatMap((set) => {
    const missing = set.filter((name) => !held.includes(name))
    return set.length > 1 && missing.length === 1 ? missing : []
  })
  if (wanting)
    return [
      warning(
        { kind: 'account-incomplete', subject: email },
        `${email} can't work with cases: of the privileges that it takes, ${wanting} is missing.`,
        `Assign ${wanting} in the Admin console if it should work with cases, and list it in the directory.`,
      ),
    ]
  if (maySeeCustomers(account)) return []
  return [
    warning(
      { kind: 'account-without-effect', subject: email },
      `${email} holds ${held.join(', ')}, which gives nothing here.`,
      held.includes('Super Admin')
        ? `Set superAdmin: true on the account ${email} if it is a super admin.`
        : `List ${howToGiveAccess} if it should work with cases and holds them at Google.`,
    ),
  ]
}

function tellMisspelled(email: string, name: string, meant: string, works: boolean): Finding {
  const tell = works ? warning : problem
  return tell(
    { kind: 'role-name', subject: email },
    `${email}: "${name}" gives nothing. Names count letter by letter, and this one is "${meant}".`,
    `Write "${meant}" instead in the directory.`,
  )
}

/** Upper and lower case, full-width letters, spaces, and the apostrophe that phones type. */
function simplify(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u02bc`\u00b4]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

const inJapanese = new Map(
  Object.entries(japaneseGoogleNames).map(([name, meant]) => [name.normalize('NFKC'), meant]),
)
const { roles, privileges } = defaultGoogleNames
const inApi = new Map([...Object.entries(roles), ...Object.entries(privileges)])
/** Real names that are near a counting one, and are meant as they stand. */
const others = new Set(
  ['Support Manager', ...Object.values(roles)].filter((name) => !countingNames.includes(name)).map(simplify),
)

function isIndirectReseller(name: string): boolean {
  return simplify(inApi.get(name.trim().toUpperCase()) ?? name) === simplify(indirectReseller)
}

/** One letter in so many may be wrong; fewer than usual, since a custom role may have any name. */
const lettersPerSlip = 7

/** The name that counts where this one does not, and was probably meant. */
function findMeant(name: string): string | undefined {
  if (countingNames.includes(name)) return undefined
  const simple = simplify(name)
  if (others.has(simple)) return undefined
  const translated = inApi.get(name.trim().toUpperCase()) ?? inJapanese.get(name.normalize('NFKC').trim())
  if (translated) return countingNames.includes(translated) ? translated : undefined
  const same = countingNames.find((counting) => simplify(counting) === simple)
  return same ?? suggestClosest(simple, countingNames, lettersPerSlip)
}

/** `casethread customer export <customer>`: all cases of one customer as a folder. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { operatorSide } from '../cases/audit-log.ts'
import { openCategories } from '../categories/open-categories.ts'
import { readConfig } from '../config/config.ts'
import { packageRoot } from '../config/package-root.ts'
import { counted } from '../doctor/counted.ts'
import { exportCustomer } from '../import-export/customer-export.ts'
import { orExit } from '../main.ts'
import { openConfiguredDirectory } from './as-account.ts'
import { exitCodes } from './exit-codes.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

export interface CustomerExportOptions {
  readonly out: string
  readonly all?: boolean
  readonly by?: string
  readonly json?: boolean
}

/** Exit code 1 where the folder is there already, or nothing is known of the customer. */
export async function runCustomerExport(
  customer: string,
  { out, all = false, by = readUserName(), json = false }: CustomerExportOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const fault = await orExit(async () => {
    const config = readConfig(env)
    return withStore(config, async (store) => {
      const directory = await openConfiguredDirectory(config, store)
      const known = await directory.customer(customer)
      const ofThem = { reader: { party: 'customer', customer } } as const
      if (!known && !all && (await store.count(ofThem, 1)) === 0)
        return `Nothing is known of a customer ${customer}. Give its id, as the directory has it.`
      const act = { side: operatorSide, by, about: `customer ${customer}${all ? ', all' : ''}` }
      const id = randomUUID()
      await store.auditLog.record({ ...act, id: `${id}:begun`, at: new Date(), what: 'downloaded' })
      const categories = await openCategories(
        fileURLToPath(new URL('data/categories.json', packageRoot())),
        config.categoriesFile,
      )
      try {
        const { names } = directory
        const now = () => new Date()
        const counts = await exportCustomer({ customer, all, out, store, categories, names, now })
        await store.auditLog.record({ ...act, id, at: now(), what: 'exported', counts: { ...counts } })
        if (json) console.log(JSON.stringify({ customer, out, ...counts }))
        else
          console.log(
            `${out} holds ${counted(counts.cases, 'case')}, ${counted(counts.entries, 'entry', 'entries')} and ${counted(counts.files, 'file')}${counts.missing > 0 ? `; ${counted(counts.missing, 'file was', 'files were')} missing` : ''}.`,
          )
        return undefined
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        return `${out} is there already. Name another folder with --out, or take it away.`
      }
    })
  }, 'export')
  if (fault === undefined) return
  console.error(fault)
  process.exitCode = exitCodes.notFound
}

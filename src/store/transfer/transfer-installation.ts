import type { ImportRun } from '../../cases/import-runs.ts'
import type { SetupState } from '../../cases/setup-store.ts'
import { toRunDocument } from '../mongo/mongo-import-runs.ts'
import { toInstallationDocument } from '../mongo/mongo-installations.ts'
import { setupId } from '../mongo/mongo-setup-store.ts'
import { parseDated } from '../parse-dated.ts'
import { installationFromRow } from '../sqlite/sqlite-installations.ts'
import { type TransferKind, walkTable } from './transfer-kind.ts'

const importRuns = walkTable({
  collection: 'import-runs',
  tables: ['import_runs'],
  key: ['id'],
  columns: ['doc'],
  toDocuments: ([, doc]) => [toRunDocument(parseDated<ImportRun>(doc))],
})

/** Nobody renews a token meanwhile: whoever did has no more to say. */
const installations = walkTable({
  collection: 'installations',
  tables: ['installations'],
  key: ['platform', 'tenant'],
  columns: ['doc'],
  toDocuments: ([, , doc]) => [toInstallationDocument(installationFromRow([doc ?? null]))],
})

const setup = walkTable({
  collection: 'setup',
  tables: ['setup'],
  key: ['only'],
  columns: ['doc'],
  toDocuments: ([, doc]) => [{ _id: setupId, ...parseDated<SetupState>(doc) }],
})

/** What belongs to the installation as a whole. */
export const installationKinds: readonly TransferKind[] = [importRuns, installations, setup]

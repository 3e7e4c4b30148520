import type { Connection } from 'mongoose'
import type {
  InstallationRef,
  InstallationStore,
  StoredInstallation,
} from '../../cases/installation-store.ts'
import { withSecondTry } from './write-errors.ts'

interface InstallationDocument extends StoredInstallation {
  readonly _id: string
  readonly leaseOwner: string | null
  readonly leaseUntil: Date | null
}

function openCollection(connection: Connection) {
  const { db } = connection
  if (!db) throw new Error('the connection is open')
  return db.collection<InstallationDocument>('installations')
}

/** The workspaces that installed the app, in the database of the cases: one document for each. */
export function mongoInstallations(connection: Connection): InstallationStore {
  const installations = openCollection(connection)

  return {
    async list(platform) {
      return (await installations.find({ platform }).sort({ _id: 1 }).toArray()).map(toInstallation)
    },
    async find(installation) {
      const document = await installations.findOne({ _id: toId(installation) })
      return document ? toInstallation(document) : undefined
    },
    async put(installation) {
      const { _id, ...whole } = toInstallationDocument(installation)
      await withSecondTry(() => installations.replaceOne({ _id }, whole, { upsert: true }))
    },
    async replace(installation, sealed) {
      const _id = toId(installation)
      const { sealedWith, expiresAt } = installation
      const tokens = { sealed: installation.sealed, sealedWith, expiresAt }
      const { matchedCount } = await installations.updateOne(
        { _id, sealed },
        { $set: { ...tokens, leaseOwner: null, leaseUntil: null } },
      )
      // A try before this one may have written it, and only its answer was lost.
      return matchedCount === 1 || (await installations.countDocuments({ _id, sealed: tokens.sealed })) === 1
    },
    async remove({ sealed, ...installation }) {
      await installations.deleteOne({ _id: toId(installation), sealed })
    },
    async claimRenewal({ sealed, ...installation }, { owner, now, until }) {
      const isFree = [{ leaseUntil: null }, { leaseUntil: { $lte: now } }, { leaseOwner: owner }]
      const { matchedCount } = await installations.updateOne(
        { _id: toId(installation), sealed, $or: isFree },
        { $set: { leaseOwner: owner, leaseUntil: until } },
      )
      return matchedCount === 1
    },
  }
}

function toId({ platform, tenant }: InstallationRef): string {
  return JSON.stringify([platform, tenant])
}

/** As the collection has it where nobody is renewing the token. */
export function toInstallationDocument(installation: StoredInstallation): InstallationDocument {
  return {
    _id: toId(installation),
    ...toInstallation(installation),
    leaseOwner: null,
    leaseUntil: null,
  }
}

function toInstallation(kept: StoredInstallation): StoredInstallation {
  const { platform, tenant, name, installedBy, installedAt, sealed, sealedWith, expiresAt } = kept
  return { platform, tenant, name, installedBy, installedAt, sealed, sealedWith, expiresAt }
}

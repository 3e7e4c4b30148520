/** Wiring only: each part is made after what it needs. Nothing is filled in later, but that delivery hears of changed cases. */
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { createDispatcher } from '../commands/dispatcher.ts'
import { commands } from '../commands/index.ts'
import { optionSources } from '../commands/options.ts'
import { createThreadTalk } from '../commands/thread-talk.ts'
import { createAccess } from './cases/access.ts'
import { createAddedMessages } from './cases/added-messages.ts'
import { createAuditReader } from './cases/audit-reader.ts'
import { withCaseAudit, withConversationAudit, withGrantAudit, withSetupAudit } from './cases/audited.ts'
import type { Platform, Subscription } from './cases/case.ts'
import type { Categories } from './cases/categories.ts'
import { withCouldNotAsk } from './cases/could-not-ask.ts'
import { createCaseService } from './cases/create-case-service.ts'
import { createSetup, findGrantDefault } from './cases/create-setup.ts'
import type { Directory, Person } from './cases/directory.ts'
import { createDrafts } from './cases/draft-keeper.ts'
import { createGrantService } from './cases/grant-service.ts'
import { openDeskThreads } from './cases/home-threads.ts'
import type { ConversationRef, IdentityLookup, IdentityStore, LinkToUndo } from './cases/identity-store.ts'
import { loadClockFacts } from './cases/keep-clocks.ts'
import { createOwnerKeeper } from './cases/keep-owners.ts'
import { createLinks, type Invitation } from './cases/links.ts'
import type { Names } from './cases/names.ts'
import { createNotifications } from './cases/notifications.ts'
import type { SendExport } from './cases/private-export.ts'
import {
  createFindAsker,
  createRecheckAccess,
  createRecheckAsker,
  createRecheckReader,
} from './cases/recheck-access.ts'
import { createSetupGuide, findDeskChannel, type SetupFinding } from './cases/setup-guide.ts'
import { createOwnerSweep } from './cases/sweep-owners.ts'
import { createFindThreadCase } from './cases/thread-cases.ts'
import { openCategories } from './categories/open-categories.ts'
import type { ChatPlatform } from './chat/chat-platform.ts'
import { combineDirectMessages } from './chat/combine-direct-messages.ts'
import { createEmailTrust } from './chat/email-trust.ts'
import { findGivenSettings, findMissingForLinking, tellSetupCode } from './chat/first-run.ts'
import { createGchat } from './chat/gchat/app.ts'
import { readChatKey } from './chat/gchat/key-file.ts'
import { createDeskChange, createJoin, type Served } from './chat/join-chat.ts'
import { joinPlatforms } from './chat/join-platforms.ts'
import { createQueueSummaries } from './chat/keep-summaries.ts'
import { createPersonPublisher } from './chat/notify-person.ts'
import { withClaimReports } from './chat/report-claimed.ts'
import { createDeliveryFaultReporter } from './chat/report-delivery-fault.ts'
import { createHeldBackReporter } from './chat/report-held-back.ts'
import { createLinkReporter } from './chat/report-linked-account.ts'
import { createMissingHomeReporter } from './chat/report-missing-home.ts'
import { createMovedReporter, startMovedCheck } from './chat/report-moved-customers.ts'
import { createSharingReporter } from './chat/report-sharing.ts'
import { createDigests } from './chat/send-digests.ts'
import { createReminderSender } from './chat/send-reminder.ts'
import { createSlack } from './chat/slack/app.ts'
import type { SharedOptions } from './chat/slack/installed-workspaces.ts'
import { createThreadViews } from './chat/thread-views.ts'
import { stopInOrder } from './cli/stop-in-order.ts'
import type { Config } from './config/config.ts'
import { doRegularly } from './config/do-regularly.ts'
import { packageRoot } from './config/package-root.ts'
import { withBindingNames } from './conversations/binding-names.ts'
import { type ConversationService, createWhyNothing } from './conversations/conversation-service.ts'
import { createDeclarations } from './conversations/declarations.ts'
import { createFollowMoved } from './conversations/follow-moved.ts'
import { createReaders } from './conversations/readership.ts'
import { createAudienceResolver } from './conversations/thread-audience.ts'
import { createThreadPlaces } from './conversations/thread-places.ts'
import type { DeliveryRoute, ServedTenant } from './delivery/delivery-store.ts'
import { createDeliveryWorker } from './delivery/worker.ts'
import { findConverted } from './files/find-converted.ts'
import { createIncomingFolder } from './files/incoming-files.ts'
import { createGoogleSignIn, googleIssuer } from './google/google-sign-in.ts'
import { composeHandlers } from './http/compose-handlers.ts'
import { createFileRoutes } from './http/downloads/download-routes.ts'
import { createExportLinks } from './http/downloads/export-links.ts'
import { createExportRoutes, type WriteExport } from './http/downloads/export-routes.ts'
import { createFileLinks } from './http/downloads/file-links.ts'
import { createLinking, type LinkingDeps } from './http/linking/linking.ts'
import { createLinkRoutes } from './http/linking/linking-routes.ts'
import { createMetricsRoute } from './http/metrics-route.ts'
import { createReadiness } from './http/readiness.ts'
import type { Route } from './http/request-route.ts'
import { startServer } from './http/server.ts'
import { createTranslatorFactory, type TranslatorFactory } from './i18n/translator.ts'
import { createExportLines } from './import-export/export-lines.ts'
import { createRemovalLedger } from './import-export/removal-ledger.ts'
import { createExportSender } from './import-export/send-export.ts'
import { writeCases, writeEntries } from './import-export/write-export.ts'
import { createMail } from './mail/mailer.ts'
import { withAssumedGrants } from './people/assumed-grants.ts'
import { withChatOperators } from './people/chat-operators.ts'
import { createTermsLookup } from './people/directory-terms.ts'
import { linkedDirectory } from './people/linked-directory.ts'
import { openDirectory } from './people/open-directory.ts'
import { findPersonalData, maskPersonalData } from './personal-data/find-personal-data.ts'
import { createScannerPool } from './scanning/scanner-pool.ts'
import { asOneWish } from './store/one-wish.ts'
import { openStore } from './store/open-store.ts'
import { startOrphanCleanup } from './store/orphan-cleanup.ts'
import { startOwnerSweep } from './store/owner-sweep.ts'
import { startRetention } from './store/retention-sweep.ts'
import { createTextSeal, createTokenSeal, deriveSecret, openSecret } from './store/seal-texts.ts'
import type { Store } from './store/store.ts'

/** Short of the ten seconds that Docker gives a process, with room for the last log lines. */
const stopMs = 8_000

export interface Casethread {
  /** Where Slack's requests are taken; undefined in Socket Mode, and without Slack. */
  readonly url: string | undefined
  /** Where Google Chat's requests are taken, behind PUBLIC_URL; undefined without Google Chat. */
  readonly gchatUrl: string | undefined
  /** Where browsers come to link an account, behind PUBLIC_URL; undefined where that is not set up. */
  readonly pagesUrl: string | undefined
  /** Where monitoring asks for figures; undefined without METRICS_PORT. */
  readonly metricsUrl: string | undefined
  /** Resolves when every thread shows what it should, or waits for its next try. */
  delivered(): Promise<void>
  /** Lets what is under way end, then closes everything, within `stopMs`. Answers what had to be cut off. */
  stop(): Promise<readonly string[]>
}

/**
 * Starts the product with these settings, on the chats that are configured. Throws `StoreUnavailable`, `NoDirectory`,
 * `FileValidationError` or `ChatUnavailable` where these cannot be used.
 */
export async function startCasethread(config: Config, log: Logger): Promise<Casethread> {
  const store = await openStore({
    dataDir: config.dataDir,
    log,
    check: true,
    ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
  })
  try {
    return await serve(config, store, log)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function serve(config: Config, store: Store, log: Logger): Promise<Casethread> {
  const now = () => new Date()
  const asWritten = withCouldNotAsk(store.identities, 'directory', ['linksOf', 'bindingOf'])
  const categories = await openCategories(
    fileURLToPath(new URL('data/categories.json', packageRoot())),
    config.categoriesFile,
  )
  const targets = await openTargetsFile(config, now())
  const recorded = await openDirectory({
    file: config.directoryFile,
    named: config.directoryFileNamed,
    store: store.directory,
    log,
  })
  for (const converted of await findConverted([
    config.directoryFile,
    config.categoriesFile,
    config.targetsFile,
  ]))
    log.warn(converted, 'A file is not written in UTF-8, and was converted')
  const audited = { auditLog: store.auditLog, now, newId: randomUUID, log }
  const changes = new EventEmitter<{
    case: [number: number]
    conversation: [channel: ConversationRef]
    setup: []
  }>()
  const served: Served = { tenants: [], first: new Map(), deskPlaces: [], routes: [] }
  const plainSetup = createSetup({
    store: store.setup,
    directory: recorded,
    given: findGivenSettings(config, served),
    now,
    onChange: () => changes.emit('setup'),
  })
  const { latest: latestSetup } = plainSetup
  await plainSetup.refresh()
  const assumesGrants = () => findGrantDefault(plainSetup) === 'assume'
  const people = withAssumedGrants(recorded, now, assumesGrants)
  const directory = withCouldNotAsk(
    withChatOperators(linkedDirectory(people, asWritten), latestSetup),
    'directory',
    directoryQuestions,
  )
  const identities = withBindingNames(asWritten, directory.names)
  const createTranslator = createTranslatorFactory(directory.names)
  const { fileLinks, exportLinks } = createDownloadLinks(config, now, log)

  const threadViews = createThreadViews({
    categories,
    createTranslator,
    directory,
    now,
    assumesGrants,
    filesByLink: fileLinks ? ['gchat'] : [],
    bindingOf: identities.bindingOf,
    unheard: ['gchat'],
    flatDirectMessages: ['gchat'],
  })
  const incoming = createIncomingFolder()
  const fileScanner = createScannerPool({ log })
  const gchat =
    config.gchat &&
    createGchat({
      ...config.gchat,
      commands,
      threadViews,
      identities,
      findTerms: createTermsLookup(directory),
      incoming,
      log,
      now,
    })
  const slack =
    config.slack &&
    createSlack({
      ...config.slack,
      shared: toSharedOptions(config, { store: store.installations, createTranslator }),
      threadViews,
      files: store.files,
      incoming,
      log,
      now,
    })
  const platforms = [gchat, slack].filter((platform) => platform !== null)
  const byPlatform: Partial<Record<Platform, ChatPlatform>> = Object.fromEntries(
    platforms.map((chat) => [chat.platform, chat]),
  )
  const { deskPlaces } = served
  const capabilities = pick(platforms, 'capabilities')
  // Where nobody chose, Slack first: there the app can begin a conversation.
  const messages = combineDirectMessages(pick(platforms.toReversed(), 'directMessages'), {
    names: directory.names,
    findChosenChat: async (email) => (await store.notifications.find(email.toLowerCase()))?.platform,
    log,
  })
  const onLinked = createLinkReporter({ messages, directory, identities, createTranslator })
  const linking = createAccountLinking(config, {
    identities,
    directory,
    createTranslator,
    onLinked,
    now,
    log,
  })

  const removals = createRemovalLedger(config.dataDir)
  const isDesks = ({ platform, tenant, channel }: ConversationRef) =>
    deskPlaces.some(
      (place) => place.platform === platform && place.tenant === tenant && place.channel === channel,
    )
  const access = createAccess({ store, directory, now })
  const { mayWork } = access
  const conversationStore = withConversationAudit(store.conversations, { ...audited, directory })
  const readers = createReaders({
    sources: pick(platforms, 'conversations'),
    identities,
    conversations: conversationStore,
    directory,
    mayWork,
    deskPlaces,
    settings: config.readership,
    now,
    log,
  })
  const threadPlaces = createThreadPlaces({ readers, conversations: store.conversations })
  const plainService = createCaseService({
    store,
    directory,
    categories,
    findPersonalData,
    fileScanner,
    now,
    newId: randomUUID,
    sendsMail: config.mail !== null,
    people: directory,
    partnersKeepUpstream: config.partnersKeepUpstream,
    onCaseChanged: (number) => changes.emit('case', number),
    ...(targets && { clocks: targets.keeper }),
    listHomes: threadPlaces.listHomes,
    deskPlaces,
    onHomeMissing: createMissingHomeReporter({
      messages,
      directory,
      conversations: store.conversations,
      createTranslator,
      now,
      log,
    }),
    async onRemoved(removal) {
      const { number, of, part } = removal
      log.info({ case: number, entry: of, part }, 'Content removed from a case')
      await removals.note(removal).catch((err: unknown) => log.error({ err }, 'A removal could not be noted'))
    },
  })
  const service = withCaseAudit(plainService, audited)
  const recheckAccess = createRecheckAccess({ directory, mayWork })
  // Among several workspaces each looks up by e-mail only what it may.
  const trustsInSlack =
    config.slack === null || config.slack.trustEmail || config.slack.trustedWorkspaces.length > 0
  const trustsEmail = trustsInSlack && config.gchat?.requireLinking !== true
  const links = createLinks({
    identities,
    invite: linking.invite,
    drafts: store.drafts,
    notifications: store.notifications,
  })
  const conversations: ConversationService = {
    ...createDeclarations({
      readers,
      identities,
      conversations: conversationStore,
      directory,
      mayWork,
      isDesks,
      settings: config.readership,
      hearsThreads: (platform) => capabilities[platform]?.hearsThreads ?? false,
      now,
      onChanged: (channel) => changes.emit('conversation', channel),
      onShared: createSharingReporter({ messages, directory, createTranslator, log }),
    }),
    whoReads: readers.whoReads,
    bindingOf: readers.bindingOf,
    listOptions: threadPlaces.listOptions,
    whyNothing: createWhyNothing(readers, config.readership),
    isDesks,
  }
  const drafts = createDrafts({
    store: store.drafts,
    seal: createTextSeal(findSealKey(config) ?? (await openSecret(config.dataDir)), 'drafts'),
    mask: maskPersonalData,
    stillWorks: recheckAccess,
    now,
  })
  const recheck = {
    directory,
    mayWork,
    findEmail: async (
      platform: Platform,
      direct: { readonly tenant: string; readonly user: string; readonly email: string | null },
    ) => (await byPlatform[platform]?.members.findEmail(direct)) ?? null,
  }
  if (!config.mail) log.info({ settings: ['SMTP_URL', 'MAIL_FROM'] }, 'Email is not set up')
  const mail = config.mail && createMail({ settings: config.mail, views: threadViews, now, log })
  const metrics = await createMetrics(config, { store, listRoutes: () => served.tenants, now, log })
  const told = {
    messages,
    directory,
    mayWork,
    notifications: store.notifications,
    trustsEmail,
    createTranslator,
  }
  const arePostsPaused = async () => (await store.conversations.readPause()) !== undefined
  const digests = createDigests({
    ...told,
    store,
    conversations: store.conversations,
    categories,
    arePostsPaused,
    now,
    log,
  })
  const delivery = createDeliveryWorker({
    store,
    ...(metrics && { metrics: metrics.delivery }),
    mail: mail?.publisher,
    people: createPersonPublisher(told),
    publishers: pick(platforms, 'publisher'),
    routes: () => [
      ...served.tenants,
      // Not before there is a chat to tell it in.
      ...(served.tenants.length > 0 ? [{ platform: 'person', tenant: '' } as const] : []),
      ...(mail ? [{ platform: 'mail', tenant: '' } as const] : []),
    ],
    check({ platform, tenant }) {
      if (platform === 'mail') return mail?.checkServer
      const chat = platform === 'person' ? undefined : byPlatform[platform]
      return chat && (() => chat.check(tenant))
    },
    resolveAudience: createAudienceResolver({
      readers,
      stillReads: createRecheckReader(recheck),
    }),
    now,
    log,
    onFault: createDeliveryFaultReporter({
      messages,
      directory,
      conversations: store.conversations,
      store,
      readers,
      recheckAccess,
      createTranslator,
      chats: capabilities,
      now,
      log,
    }),
    onHeldBack: createHeldBackReporter({
      messages,
      directory,
      conversations: store.conversations,
      store,
      readers,
      stillWorks: recheckAccess,
      trustsEmail,
      createTranslator,
      now,
    }),
    arePostsPaused,
    onInstances({ platform, tenant }, count) {
      if (platform !== 'mail' && platform !== 'person') byPlatform[platform]?.setInstances(tenant, count)
    },
  })
  const onCaseChanged = (number: number) => changes.emit('case', number)
  const owners = createOwnerKeeper({ store, directory, now, onCaseChanged })
  const threadUrl = ({ platform, ...thread }: Subscription) =>
    platform === 'mail' || platform === 'person' ? undefined : byPlatform[platform]?.threadUrl?.(thread)
  const summaries = createQueueSummaries({
    store,
    conversations: store.conversations,
    owners,
    readers,
    places: () => served.deskPlaces,
    messages: pick(platforms, 'channelMessages'),
    threadUrl,
    isDown: ({ platform, tenant }) => delivery.faultOf(platform, tenant) !== undefined,
    arePostsPaused,
    terms: config.desk,
    createTranslator,
    now,
    log,
  })
  const reminders = targets?.createScheduler?.({
    store,
    notices: store.conversations,
    loadFacts: (supportCase) => loadClockFacts({ directory, now }, supportCase),
    notify: createReminderSender({
      messages,
      directory,
      preferences: store.notifications,
      trustsEmail,
      createTranslator,
      now,
    }),
    stillWorks: recheckAccess,
    isPaused: async () => (await store.conversations.readPause()) !== undefined,
    onCaseChanged: (number) => changes.emit('case', number),
    now,
    log,
  })
  const findThreadCase = createFindThreadCase(store)
  const setup = withClaimReports(withSetupAudit(plainSetup, audited), {
    messages,
    directory,
    trustsEmail,
    createTranslator,
    log,
  })
  const dispatcher = createDispatcher({
    commands,
    optionSources,
    service,
    notifications: createNotifications(store.notifications, now),
    grants: withGrantAudit(
      createGrantService({ store, directory, repository: store.directory, now }),
      audited,
    ),
    audit: createAuditReader(store.auditLog, access),
    messages,
    directory,
    links,
    conversations,
    setup: createSetupGuide(setup, {
      directory,
      conversations: store.conversations,
      readers,
      missingForLinking: findMissingForLinking(config),
      findEmailTrust: createEmailTrust(config, slack?.conversations.organisationOf),
      examine: () => examineRunning(config, store, { now, log }),
    }),
    categories,
    createTranslator,
    deskPlaces,
    capabilities,
    attachments: pick(platforms, 'attachments'),
    fileLinks,
    exportLinks,
    sendExport: createExportSenders(platforms, {
      service,
      auditLog: store.auditLog,
      names: directory.names,
      categories,
      now,
      log,
    }),
    installationFault: delivery.faultOf,
    findThreadCase,
    threadUrl,
    isServed: ({ platform, tenant }) =>
      served.tenants.some((here) => here.platform === platform && here.tenant === tenant),
    drafts,
    asOneWish,
    ...(metrics && { onAnswered: metrics.answered }),
    now,
    newId: randomUUID,
    log,
  })

  changes.on('case', () => delivery.wake())
  changes.on('case', () => reminders?.wake())
  changes.on('case', () => summaries.wake())
  changes.on('conversation', (channel) => void delivery.wakeConversation(channel))
  const followMoved = createFollowMoved({
    stores: { identities: store.identities, conversations: store.conversations, deliveries: store },
    async onMoved(from, to) {
      const wasDesks = isDesks(from)
      const isChosen = await plainSetup.moveDesk(from, to.channel)
      if (wasDesks && !isChosen)
        log.warn({ ...from, to }, 'The desk has another channel by its id: change the setting')
      changes.emit('conversation', to)
    },
    log,
  })
  for (const chat of platforms)
    chat.conversations.onChange((change) => {
      for (const channel of readers.forget(change)) changes.emit('conversation', channel)
      if (change.what === 'renamed-id') followMoved.follow(change)
    })
  for (const { platform, onInstallationChange } of platforms)
    onInstallationChange((tenant) => void delivery.recheckInstallation({ platform, tenant }))

  const fileRoute =
    fileLinks &&
    createFileRoutes({
      links: fileLinks,
      stillHas: createRecheckAsker(recheck),
      store,
      files: store.files,
      auditLog: store.auditLog,
      newId: randomUUID,
      now,
      createTranslator,
      log,
    })
  const exportRoute =
    exportLinks &&
    createExportRoutes({
      links: exportLinks,
      findAsker: createFindAsker(recheck),
      service,
      notices: store.conversations,
      auditLog: store.auditLog,
      writeExport: createWriteExport(categories, directory.names),
      createTranslator,
      now,
      log,
    })
  const added = createAddedMessages(
    { store, directory, findPersonalData, now, onCaseChanged: (number) => changes.emit('case', number) },
    access,
  )
  const talk = createThreadTalk({
    service,
    store,
    directory,
    conversations,
    notices: store.conversations,
    findThreadCase,
    attachments: pick(platforms, 'attachments'),
    createTranslator,
    now,
  })
  const desk = {
    served,
    findDeskChannel: (here: ServedTenant) => findDeskChannel(plainSetup, here),
    openDeskThreads: (place: ConversationRef) =>
      openDeskThreads(place, new Date(now().getTime() - deskLooksBackMs), { store, newId: randomUUID }),
  }
  const changeDesk = createDeskChange({
    ...desk,
    onChange(place) {
      changes.emit('conversation', place)
      summaries.wake()
    },
  })
  const takeUpSetup = () =>
    changeDesk().catch((err: unknown) =>
      log.error({ err }, 'What was chosen in chat could not be taken up; tried again'),
    )
  changes.on('setup', () => void takeUpSetup())
  const join = createJoin({
    ...desk,
    listen: (chat) => chat.listen(dispatcher, added, talk),
    wake: delivery.wakeConversation,
  })
  for (const { platform, onTenants } of platforms)
    onTenants?.({
      async joined(tenant) {
        const here = { platform, tenant }
        await join
          .tenant(here)
          .then(takeUpSetup)
          .catch((err: unknown) => log.error({ ...here, err }, 'A workspace has not joined'))
        // What stood against it may be over: it has a token of its own again.
        await delivery.recheckInstallation(here)
      },
      left: async (tenant) => join.leave({ platform, tenant }),
    })
  const joining = await joinPlatforms({
    platforms,
    log,
    async join(chat, tenants) {
      await join.chat(chat, tenants)
      // It may have been chosen while the chat joined.
      await takeUpSetup()
    },
  })
  const route = composeHandlers(linking.route, fileRoute, exportRoute, (request, response, url) => {
    const answered = composeHandlers(...served.routes)?.(request, response, url)
    if (answered || request.method !== 'POST' || joining.waiting().length === 0) return answered
    return refuseForNow(response)
  })
  const readiness = createReadiness(
    // No port is open before a chat has joined. One that no workspace has added yet has to be reached: how else would one add it?
    [{ name: 'store', isReady: () => store.ping().then(() => true) }],
    // The other chat is served all the same, and one with a fault is still listened to.
    () =>
      platforms
        .filter((chat) => {
          const here = served.tenants.filter(({ platform }) => platform === chat.platform)
          const hasFault = ({ platform, tenant }: ServedTenant) => delivery.faultOf(platform, tenant)
          return joining.waiting().includes(chat) || (here.length > 0 && here.every(hasFault))
        })
        .map(({ name }) => name),
  )
  const takesRequests =
    config.slack?.connection.kind === 'http' || config.slack?.shared || gchat || linking.route || fileRoute
  const server =
    takesRequests &&
    route &&
    (await startServer({ host: config.host, port: config.port, route, readiness, log }))
  const metricsServer =
    config.metrics &&
    metrics &&
    (await startServer({
      host: config.metrics.host,
      port: config.metrics.port,
      route: createMetricsRoute(metrics, config.metrics.token),
      // In Socket Mode there may be no other port to ask.
      readiness,
      log,
      portSetting: 'METRICS_PORT',
    }))
  delivery.start()
  digests.start()
  summaries.start()
  void mail?.check()
  const setupNews = doRegularly(
    async () => {
      await plainSetup.refresh()
      await takeUpSetup()
    },
    { firstMs: setupFreshMs, everyMs: setupFreshMs },
  )
  await tellSetupCode(plainSetup, directory, log)
  reminders?.start()
  const ownerSweep = startOwnerSweep({
    sweep: createOwnerSweep({ store, directory, notices: store.conversations, owners, now }),
    log,
  })
  const moved = startMovedCheck({
    store,
    directory,
    notices: store.conversations,
    deskPlaces,
    newId: randomUUID,
    now,
    ...(targets && { clocks: targets.keeper }),
    onCaseChanged: (number) => changes.emit('case', number),
    tell: createMovedReporter({
      messages,
      directory,
      conversations: store.conversations,
      createTranslator,
      now,
      log,
    }),
    log,
  })
  const directorySync = await startSync(config, store, { now, log })
  const cleanup = startOrphanCleanup({
    files: store.files,
    drafts,
    identities,
    store,
    auditLog: store.auditLog,
    auditDays: config.auditDays,
    now,
    log,
  })
  const retention =
    config.keepClosedDays === null
      ? undefined
      : startRetention({
          store,
          notices: store.conversations,
          keepDays: config.keepClosedDays,
          now,
          log,
        })

  return {
    url: config.slack?.connection.kind === 'http' ? server?.url : undefined,
    gchatUrl: gchat ? server?.url : undefined,
    pagesUrl: linking.route ? server?.url : undefined,
    metricsUrl: metricsServer?.url,
    delivered: () => delivery.idle(),
    stop: () =>
      stopInOrder(
        [
          { name: 'the look at owners and follow-up dates', stop: () => ownerSweep.stop() },
          { name: 'the sync of the directory with Google', stop: async () => directorySync?.stop() },
          { name: 'the look at what was chosen in chat', stop: () => setupNews.stop() },
          { name: 'the cleanup of files and drafts', stop: () => cleanup.stop() },
          { name: 'the deletion of closed cases', stop: async () => retention?.stop() },
          { name: 'the look for customers that moved', stop: () => moved.stop() },
          { name: 'the channels that moved', stop: () => followMoved.stop() },
          { name: 'the chats that are not there yet', stop: () => joining.stop() },
          { name: "the server's requests", stop: async (cut) => server?.close(cut) },
          { name: 'the metrics', stop: async (cut) => metricsServer?.close(cut) },
          ...platforms.map((chat) => ({ name: `${chat.name}'s requests`, stop: () => chat.stop() })),
          { name: 'the reminders under way', stop: async () => reminders?.stop() },
          { name: 'the daily summaries', stop: () => digests.stop() },
          { name: 'the summaries of the queues', stop: () => summaries.stop() },
          { name: 'the deliveries under way', stop: () => delivery.stop() },
          { name: 'the mail server', stop: async () => mail?.close() },
          { name: 'the scanning of files', stop: () => fileScanner.close() },
          { name: 'files on their way', stop: () => incoming.close() },
          { name: 'the store', stop: () => store.close() },
        ],
        { withinMs: stopMs, log },
      ),
  }
}

/** Loaded only where it is asked for. What is wrong with its file is told at the start. */
async function startSync(
  { directoryGoogle, directoryFile: file, directoryFileNamed: named, dataDir }: Config,
  store: Store,
  { now, log }: { readonly now: () => Date; readonly log: Logger },
) {
  if (!directoryGoogle?.everyMs) return undefined
  const { everyMs, keyFile } = directoryGoogle
  const [
    { readGoogleSyncFile },
    { planGoogleSync },
    { startDirectorySync },
    { findDirectoryPlace },
    { findLateNames, joinDirectory },
  ] = await Promise.all([
    import('./people/google/google-sync-file.ts'),
    import('./people/google/plan-google-sync.ts'),
    import('./people/google/directory-sync-schedule.ts'),
    import('./people/directory-place.ts'),
    import('./people/join-late-names.ts'),
  ])
  await readGoogleSyncFile(directoryGoogle.file)
  return startDirectorySync({
    everyMs,
    async plan() {
      const settings = await readGoogleSyncFile(directoryGoogle.file)
      const place = findDirectoryPlace({ file, named, store: store.directory })
      return planGoogleSync({ settings, place, dataDir, keyFile }, now)
    },
    async joinNames({ known }) {
      const late = await findLateNames(known, store)
      return late.length > 0 ? joinDirectory(known, store) : 0
    },
    notices: store.conversations,
    rounds: store.directory,
    now,
    log,
  })
}

/** Loaded only where it is asked for. */
async function createMetrics(
  config: Config,
  {
    store,
    listRoutes,
    now,
    log,
  }: {
    readonly store: Store
    readonly listRoutes: () => readonly DeliveryRoute[]
    readonly now: () => Date
    readonly log: Logger
  },
) {
  if (!config.metrics) return undefined
  const [{ createPrometheusMetrics }, { readDirectoryState }] = await Promise.all([
    import('./delivery/prometheus-metrics.ts'),
    import('./people/directory-state.ts'),
  ])
  return createPrometheusMetrics({
    listWaiting: (page) => store.listWaiting(page),
    listRoutes,
    readDirectoryState: () => readDirectoryState(config, store.directory),
    now,
    log,
  })
}

/** Loaded only where it is asked for: calendars and public holidays take memory. */
async function openTargetsFile({ targetsFile }: Config, now: Date) {
  if (targetsFile === null) return undefined
  const { openTargets } = await import('./targets/open-targets.ts')
  return openTargets(targetsFile, now)
}

/** What fails of these says nothing of anybody. */
const directoryQuestions = [
  'revision',
  'identify',
  'findIdentityByEmail',
  'findIdentityById',
  'domain',
  'customersOf',
  'customer',
  'customersByPhoneticName',
  'relationshipsOf',
  'grant',
  'accountsOf',
  'deskAgents',
  'customerUsersOf',
  'chatUsersOf',
  'isOperator',
  'operators',
  'domains',
] as const satisfies readonly (keyof (Directory & IdentityLookup))[]

/** One part of each platform that is configured, by the platform. */
function pick<
  K extends
    | 'capabilities'
    | 'publisher'
    | 'directMessages'
    | 'channelMessages'
    | 'attachments'
    | 'conversations',
>(platforms: readonly ChatPlatform[], part: K): Partial<Record<Platform, ChatPlatform[K]>> {
  return Object.fromEntries(platforms.map((chat) => [chat.platform, chat[part]])) as Partial<
    Record<Platform, ChatPlatform[K]>
  >
}

/** A chat may have been away while cases were opened, and the process that opened them gone since. In ms. */
const deskLooksBackMs = 24 * 3_600_000

/** Null where no workspace installs the app by itself. */
function toSharedOptions(
  { slack, publicUrl }: Config,
  { store, createTranslator }: Pick<SharedOptions, 'store' | 'createTranslator'>,
): SharedOptions | null {
  if (!slack?.shared || publicUrl === null) return null
  const { clientId, clientSecret, tokenKeys, workspaces } = slack.shared
  return {
    store,
    createTranslator,
    seal: createTokenSeal(tokenKeys),
    clientId,
    clientSecret,
    publicUrl,
    stateSecret: deriveSecret(clientSecret, 'slack install state'),
    allowed: workspaces,
    trusted: slack.trustedWorkspaces,
  }
}

/** What is chosen through another instance counts here within this time (ms). */
const setupFreshMs = 5_000

/** The doctor's faults and warnings, of this very store. Loaded only where it is asked for. */
async function examineRunning(
  config: Config,
  store: Store,
  { now, log }: { readonly now: () => Date; readonly log: Logger },
): Promise<readonly SetupFinding[]> {
  const { examine } = await import('./doctor/examine.ts')
  const chapters = await examine({ config, store, now, log: log.child({}, { level: 'silent' }) })
  const found = chapters.flatMap(({ title, findings }) =>
    findings.flatMap(({ level, message, remedy = null }): readonly SetupFinding[] =>
      level === 'fault' || level === 'warning' ? [{ level, chapter: title, message, remedy }] : [],
    ),
  )
  return found.toSorted((a, b) => a.level.localeCompare(b.level))
}

/** The chat whose request this is has not joined: it sends it again. */
async function refuseForNow(response: ServerResponse): Promise<void> {
  response.writeHead(503, { 'retry-after': '30', 'content-type': 'text/plain' }).end('not ready')
}

/** Undefined where the settings do not allow for pages with files. */
function createDownloadLinks(config: Config, now: () => Date, log: Logger) {
  const { publicUrl, gchat } = config
  const sealKey = findSealKey(config)
  if (publicUrl !== null && sealKey !== undefined) {
    const settings = { publicUrl, sealKey, now }
    return {
      fileLinks: createFileLinks(settings),
      exportLinks: createExportLinks({ ...settings, newId: randomUUID }),
    }
  }
  if (gchat)
    log.info(
      { settings: ['PUBLIC_URL'] },
      'File downloads are not set up; they also need credentials of Google or Slack',
    )
  return { fileLinks: undefined, exportLinks: undefined }
}

function createWriteExport(categories: Categories, names: Names): WriteExport {
  return (file, cases, { reader, locale, timeZone }) => {
    const counts = { cases: 0, entries: 0 }
    const lines = createExportLines(file.endsWith('.csv') ? 'csv' : 'jsonl', {
      reader,
      locale,
      timeZone,
      categories,
      names,
    })
    const write = file.startsWith('cases') ? writeCases : writeEntries
    return { pieces: write(cases, lines, counts), counts }
  }
}

/** For each platform that lets an app send files. */
function createExportSenders(
  platforms: readonly ChatPlatform[],
  deps: Omit<Parameters<typeof createExportSender>[0], 'sendFiles' | 'newId'>,
): Partial<Record<Platform, SendExport>> {
  return Object.fromEntries(
    platforms.flatMap(({ platform, sendFiles }) =>
      sendFiles ? [[platform, createExportSender({ ...deps, sendFiles, newId: randomUUID })]] : [],
    ),
  )
}

/** A secret that every instance has and nobody else. Undefined where the settings hold none: credentials that are lent are no secret. */
function findSealKey({ google, slack, gchat }: Config): string | undefined {
  if (google) return google.clientSecret
  if (slack) return slack.botToken ?? slack.shared?.clientSecret
  const key = gchat?.keyFile ? readChatKey(gchat.keyFile) : undefined
  return key?.kind === 'service-account' ? key.key : undefined
}

interface LinkingParts {
  readonly identities: IdentityStore
  readonly directory: Directory & IdentityLookup
  readonly createTranslator: TranslatorFactory
  readonly onLinked: LinkingDeps['onLinked']
  readonly now: () => Date
  readonly log: Logger
}

/** DOM-1: the way to prove an account, or what has to be set before there is one. */
function createAccountLinking(
  { publicUrl, google }: Config,
  parts: LinkingParts,
): {
  readonly invite: (person: Person, undo?: LinkToUndo) => Promise<Invitation>
  readonly route?: Route
} {
  if (publicUrl === null || google === null) {
    const settings = findMissingForLinking({ publicUrl, google })
    parts.log.info({ settings }, 'Account linking is not set up')
    return { invite: async () => ({ kind: 'not-set-up', settings }) }
  }
  const { clientId, clientSecret } = google
  const linking = createLinking({
    ...parts,
    publicUrl,
    sealKey: clientSecret,
    google: createGoogleSignIn({
      clientId,
      clientSecret,
      redirectUri: `${publicUrl}/link/callback`,
      issuer: google.issuer ?? googleIssuer,
      now: parts.now,
    }),
  })
  return {
    invite: async (person, undo) => ({ kind: 'link', ...(await linking.invite(person, undo)) }),
    route: createLinkRoutes({ ...parts, linking, secure: publicUrl.startsWith('https:') }),
  }
}

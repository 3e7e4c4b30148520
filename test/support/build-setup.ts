/** DOM-5: how a test's installation is set up; nothing is given by the environment. */

import type { SetupDeps } from '../../src/cases/create-setup.ts'
import { createSetup } from '../../src/cases/create-setup.ts'
import { createSetupGuide, type SetupGuide, type SetupGuideDeps } from '../../src/cases/setup-guide.ts'
import type { Store } from '../../src/store/store.ts'

export function buildSetup(
  {
    store,
    directory,
    now,
  }: { readonly store: Store; readonly now: () => Date } & {
    readonly directory: SetupGuideDeps['directory'] & SetupDeps['directory']
  },
  own: Partial<Omit<SetupGuideDeps & SetupDeps, 'store' | 'directory'>> = {},
): SetupGuide {
  const setup = createSetup({ store: store.setup, directory, given: { deskChannels: {} }, now, ...own })
  return createSetupGuide(setup, {
    directory,
    conversations: store.conversations,
    readers: { describe: async () => ({ kind: 'closed' }), bindingOf: async () => undefined },
    missingForLinking: [],
    findEmailTrust: ({ platform }) =>
      platform === 'slack' ? { setting: 'SLACK_TRUST_EMAIL', value: false } : undefined,
    examine: async () => [],
    ...own,
  })
}

import type { GoogleOrganizationOptions } from './google-organization.ts'

const scope = (name: string) => `https://www.googleapis.com/auth/${name}`

/** The least that reading an organisation takes: all of it reads only. Cloud Channel knows no narrower scope than its own. */
export function listDirectoryScopes({
  channelAccount,
}: Pick<GoogleOrganizationOptions, 'channelAccount'>): readonly string[] {
  return [
    scope('admin.directory.customer.readonly'),
    scope('admin.directory.domain.readonly'),
    scope('admin.directory.user.readonly'),
    scope('admin.directory.rolemanagement.readonly'),
    scope('admin.directory.group.member.readonly'),
    scope(channelAccount === undefined ? 'apps.order.readonly' : 'apps.order'),
  ]
}

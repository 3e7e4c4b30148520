/** What is read of Google's answers: the fields that are used, by the discovery documents' names. All else is let through unread. */
import { z } from 'zod'

const text = z.string().nullish()
const flag = z.boolean().nullish()
const next = { nextPageToken: text }

export const DirectoryCustomer = z.looseObject({ id: z.string().min(1) })

export const DomainsAnswer = z.looseObject({
  domains: z
    .array(
      z.looseObject({
        domainName: z.string().min(1),
        isPrimary: flag,
        verified: flag,
        domainAliases: z.array(z.looseObject({ domainAliasName: text })).nullish(),
      }),
    )
    .nullish(),
})

const User = z.looseObject({
  id: z.string().min(1),
  primaryEmail: z.string().min(1),
  aliases: z.array(z.string()).nullish(),
  nonEditableAliases: z.array(z.string()).nullish(),
  name: z.looseObject({ fullName: text, givenName: text, familyName: text }).nullish(),
  suspended: flag,
  archived: flag,
  isAdmin: flag,
  isGuestUser: flag,
  orgUnitPath: text,
  // The discovery document says "any": what is of another shape is no language.
  languages: z
    .array(z.looseObject({ languageCode: text, preference: text }))
    .nullish()
    .catch(undefined),
})
export type UserAnswer = z.infer<typeof User>
export const UsersPage = z.looseObject({ ...next, users: z.array(User).nullish() })
/** Asked for by name, so that no more of a person comes along than is read. */
export const userFields =
  'nextPageToken,users(id,primaryEmail,aliases,nonEditableAliases,name,suspended,archived,isAdmin,isGuestUser,orgUnitPath,languages)'

const Role = z.looseObject({
  roleId: z.string().min(1),
  roleName: z.string().min(1),
  roleDescription: text,
  isSystemRole: flag,
  isSuperAdminRole: flag,
  rolePrivileges: z.array(z.looseObject({ privilegeName: z.string().min(1), serviceId: text })).nullish(),
})
export type RoleAnswer = z.infer<typeof Role>
export const RolesPage = z.looseObject({ ...next, items: z.array(Role).nullish() })

export interface PrivilegeAnswer {
  readonly privilegeName: string
  readonly serviceId?: string | null | undefined
  readonly serviceName?: string | null | undefined
  readonly childPrivileges?: readonly PrivilegeAnswer[] | null | undefined
}
const Privilege: z.ZodType<PrivilegeAnswer> = z.looseObject({
  privilegeName: z.string().min(1),
  serviceId: text,
  serviceName: text,
  get childPrivileges() {
    return z.array(Privilege).nullish()
  },
})
export const PrivilegesAnswer = z.looseObject({ items: z.array(Privilege).nullish() })

const RoleAssignment = z.looseObject({
  roleId: z.string().min(1),
  assignedTo: z.string().min(1),
  assigneeType: text,
  scopeType: text,
  orgUnitId: text,
  condition: text,
})
export type RoleAssignmentAnswer = z.infer<typeof RoleAssignment>
export const RoleAssignmentsPage = z.looseObject({ ...next, items: z.array(RoleAssignment).nullish() })

export const MembersPage = z.looseObject({
  ...next,
  members: z.array(z.looseObject({ id: text, type: text })).nullish(),
})

export const SubscriptionsPage = z.looseObject({
  ...next,
  subscriptions: z
    .array(z.looseObject({ customerId: z.string().min(1), customerDomain: text, status: text }))
    .nullish(),
})

export const ResellerCustomer = z.looseObject({
  customerId: z.string().min(1),
  customerDomain: z.string().min(1),
  alternateEmail: text,
  phoneNumber: text,
  primaryAdmin: z.looseObject({ primaryEmail: text }).nullish(),
  postalAddress: z
    .looseObject({
      contactName: text,
      organizationName: text,
      addressLine1: text,
      addressLine2: text,
      addressLine3: text,
      locality: text,
      region: text,
      postalCode: text,
      countryCode: text,
    })
    .nullish(),
})
export type ResellerCustomer = z.infer<typeof ResellerCustomer>

const ChannelCustomer = z.looseObject({
  name: z.string().min(1),
  domain: z.string().min(1),
  cloudIdentityId: text,
  orgDisplayName: text,
  languageCode: text,
  cloudIdentityInfo: z.looseObject({ primaryDomain: text, languageCode: text }).nullish(),
  orgPostalAddress: z
    .looseObject({
      addressLines: z.array(z.string()).nullish(),
      sublocality: text,
      locality: text,
      administrativeArea: text,
      postalCode: text,
      regionCode: text,
    })
    .nullish(),
  primaryContactInfo: z.looseObject({ displayName: text, email: text, phone: text }).nullish(),
})
export type ChannelCustomerAnswer = z.infer<typeof ChannelCustomer>
export const ChannelCustomersPage = z.looseObject({ ...next, customers: z.array(ChannelCustomer).nullish() })

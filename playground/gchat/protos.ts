/**
 * JSON checked against Google's own protos, as the Chat API does it: an unknown name, a wrong type or two of a kind is refused
 * with the place where it stands.
 */

/** A fault with its place, such as `cards_v2[0].card`. */
export interface Fault {
  readonly at: string
  readonly message: string
}

export type CheckJson = (type: string, json: unknown) => readonly Fault[]

interface Descriptor {
  readonly fields?: Readonly<Record<string, FieldDescriptor>>
  readonly oneofs?: Readonly<Record<string, { readonly oneof: readonly string[] }>>
  readonly values?: Readonly<Record<string, number>>
  readonly nested?: Readonly<Record<string, Descriptor>>
}

interface FieldDescriptor {
  readonly type: string
  readonly rule?: string
  readonly keyType?: string
}

let loading: Promise<CheckJson> | undefined

/** Read by the first that asks: a quarter of a megabyte. */
export function loadCheck(): Promise<CheckJson> {
  loading ??= import('@google-apps/chat/build/protos/protos.json', { with: { type: 'json' } }).then(
    ({ default: root }) => createCheck(root as Descriptor),
  )
  return loading
}

function createCheck(root: Descriptor): CheckJson {
  function find(path: readonly string[]): Descriptor | undefined {
    let here: Descriptor | undefined = root
    for (const part of path) here = here?.nested?.[part]
    return here
  }

  /** A name in a proto is looked for from the inside to the outside. */
  function resolve(
    name: string,
    scope: readonly string[],
  ): readonly [Descriptor, readonly string[]] | undefined {
    for (let depth = scope.length; depth >= 0; depth -= 1) {
      const path = [...scope.slice(0, depth), ...name.split('.')]
      const found = find(path)
      if (found) return [found, path]
    }
    return undefined
  }

  function message(type: Descriptor, path: readonly string[], json: unknown, at: string): Fault[] {
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      return [{ at, message: `Proto field is not repeating, cannot start list, or is no object.` }]
    const faults: Fault[] = []
    const set = new Map<string, string>()
    for (const [key, value] of Object.entries(json)) {
      const [name, field] = fieldNamed(type, key)
      const place = at === '' ? key : `${at}.${key}`
      if (!field) {
        faults.push({ at, message: `Unknown name "${key}": Cannot find field.` })
        continue
      }
      if (value === null || value === undefined) continue
      const group = groupOf(type, name)
      const other = group && set.get(group)
      if (other) faults.push({ at, message: `oneof field '${group}' is already set. Cannot set '${key}'` })
      if (group) set.set(group, name)
      faults.push(...fieldFaults(field, path, value, place))
    }
    return faults
  }

  function fieldFaults(field: FieldDescriptor, scope: readonly string[], json: unknown, at: string): Fault[] {
    if (field.keyType) {
      if (typeof json !== 'object' || json === null) return [{ at, message: 'Expected a map.' }]
      return Object.entries(json).flatMap(([key, value]) => one(field, scope, value, `${at}[${key}]`))
    }
    if (field.rule !== 'repeated') return one(field, scope, json, at)
    if (!Array.isArray(json)) return [{ at, message: 'Expected a list.' }]
    return json.flatMap((value, index) => one(field, scope, value, `${at}[${index}]`))
  }

  function one({ type }: FieldDescriptor, scope: readonly string[], json: unknown, at: string): Fault[] {
    const scalar = scalars[type]
    if (scalar) return scalar(json) ? [] : [invalid(at, type, json)]
    const known = wellKnown[type]
    if (known) return known(json) ? [] : [invalid(at, type, json)]
    const found = resolve(type, scope)
    if (!found) throw new Error(`Google's protos have no ${type}, named by ${scope.join('.')}`)
    const [descriptor, path] = found
    if (!descriptor.values) return message(descriptor, path, json, at)
    const isValue = typeof json === 'string' && Object.hasOwn(descriptor.values, json)
    return isValue ? [] : [invalid(at, type, json)]
  }

  return (type, json) => {
    const path = type.split('.')
    const descriptor = find(path)
    if (!descriptor) throw new Error(`Google's protos have no ${type}`)
    return message(descriptor, path, json, '')
  }
}

const scalars: Readonly<Record<string, (json: unknown) => boolean>> = {
  string: (json) => typeof json === 'string',
  bytes: (json) => typeof json === 'string',
  bool: (json) => typeof json === 'boolean',
  int32: (json) => Number.isInteger(Number(json)) && json !== '',
  int64: (json) => Number.isInteger(Number(json)) && json !== '',
  float: (json) => typeof json === 'number',
  double: (json) => typeof json === 'number',
}

const wellKnown: Readonly<Record<string, (json: unknown) => boolean>> = {
  'google.protobuf.Timestamp': (json) => typeof json === 'string' && !Number.isNaN(Date.parse(json)),
  'google.protobuf.Duration': (json) => typeof json === 'string' && /^-?\d+(\.\d+)?s$/.test(json),
  'google.protobuf.FieldMask': (json) => typeof json === 'string',
  'google.protobuf.Empty': (json) => typeof json === 'object',
  'google.protobuf.BoolValue': (json) => typeof json === 'boolean',
}

/** Protos' JSON takes both `cardsV2` and `cards_v2`. */
function fieldNamed(type: Descriptor, key: string): readonly [string, FieldDescriptor | undefined] {
  const name = key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  return [name, Object.hasOwn(type.fields ?? {}, name) ? type.fields?.[name] : undefined]
}

/** The group of which only one may be set; a single optional field is a group to protos, and no matter here. */
function groupOf(type: Descriptor, field: string): string | undefined {
  return Object.entries(type.oneofs ?? {}).find(
    ([, { oneof }]) => oneof.length > 1 && oneof.includes(field),
  )?.[0]
}

function invalid(at: string, type: string, json: unknown): Fault {
  return { at, message: `Invalid value (${type}), ${JSON.stringify(json)?.slice(0, 100)}` }
}

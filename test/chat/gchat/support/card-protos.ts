/** Cards checked against Google's own protos: an unknown name, a wrong type, an unknown word, or two of a kind is a fault. */
import { createRequire } from 'node:module'
import protobuf from 'protobufjs'

const require = createRequire(import.meta.url)
const root = protobuf.Root.fromJSON(require('@google-apps/chat/build/protos/protos.json'))
root.resolveAll()

export function cardProtoFaults(card: unknown): readonly string[] {
  return faultsIn(root.lookupType('google.apps.card.v1.Card'), card, 'card')
}

export function messageProtoFaults(message: unknown): readonly string[] {
  return faultsIn(root.lookupType('google.chat.v1.Message'), message, 'message')
}

function faultsIn(type: protobuf.Type, json: unknown, at: string): readonly string[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [`${at} is no ${type.name}`]
  const faults: string[] = []
  for (const [name, value] of Object.entries(json)) {
    const field = type.fields[name]
    if (!field) {
      faults.push(`${at} has no ${name}`)
      continue
    }
    const many = field.repeated
    if (many !== Array.isArray(value)) faults.push(`${at}.${name} is ${many ? 'a list' : 'no list'}`)
    else
      [value].flat().forEach((one, index) => {
        faults.push(...valueFaults(field, one, many ? `${at}.${name}[${index}]` : `${at}.${name}`))
      })
  }
  for (const { name, oneof } of type.oneofsArray) {
    const set = oneof.filter((one) => Object.hasOwn(json, one))
    if (set.length > 1) faults.push(`${at} has more than one ${name}: ${set.join(', ')}`)
  }
  return faults
}

function valueFaults({ type, resolvedType }: protobuf.Field, value: unknown, at: string): readonly string[] {
  if (resolvedType instanceof protobuf.Enum) {
    return typeof value === 'string' && Object.hasOwn(resolvedType.values, value)
      ? []
      : [`${at} is no ${resolvedType.name}: ${String(value)}`]
  }
  if (resolvedType) return faultsIn(resolvedType, value, at)
  return isScalar(type, value) ? [] : [`${at} is no ${type}: ${String(value)}`]
}

/** As JSON carries it: 64 bits are a string. */
function isScalar(type: string, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && value.isWellFormed()
    case 'bool':
      return typeof value === 'boolean'
    case 'int32':
      return Number.isInteger(value)
    case 'int64':
      return typeof value === 'string' && /^-?\d{1,19}$/.test(value)
    case 'float':
    case 'double':
      return typeof value === 'number'
    default:
      return false
  }
}

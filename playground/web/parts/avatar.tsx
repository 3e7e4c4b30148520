import { Icon } from './icon.tsx'

/** A square with the person's initial, its colour by their id; the bot has a sign of its own. */
export function Avatar({
  id,
  name,
  bot = false,
  size = 36,
}: {
  readonly id: string
  readonly name: string
  readonly bot?: boolean
  readonly size?: 20 | 24 | 36
}) {
  const initial = [...name.trim()][0]?.toLocaleUpperCase() ?? '?'
  return (
    <span
      className={`avatar avatar-${size} ${bot ? 'avatar-bot' : `avatar-hue-${chooseHue(id)}`}`}
      aria-hidden="true"
    >
      {bot ? <Icon name="bolt" size={Math.round(size * 0.6)} /> : initial}
    </span>
  )
}

/** One of six colours, always the same for the same id. */
export function chooseHue(id: string): number {
  let sum = 0
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973
  return sum % 6
}

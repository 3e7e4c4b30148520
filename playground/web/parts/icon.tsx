const paths = {
  send: 'M3.2 3.6 17 10 3.2 16.4l1.6-5.2L11 10l-6.2-1.2z',
  attach:
    'M14.5 9.2 9.6 14a3.2 3.2 0 0 1-4.5-4.5l5.6-5.6a2.1 2.1 0 0 1 3 3l-5.5 5.6a1.1 1.1 0 0 1-1.5-1.5l4.6-4.7',
  bolt: 'M11 2.5 4.5 11.2h4.6L8.6 17.5l6.9-9h-4.8z',
  close: 'M5 5l10 10M15 5 5 15',
  more: 'M10 5v.01M10 10v.01M10 15v.01',
  reply: 'M4 5.5h12v8H9.5L6 16.5v-3H4z',
  chevron: 'M5.5 8 10 12.5 14.5 8',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  menu: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  sun: 'M10 6.4a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 0 0 0-7.2zM10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.3 4.3l1.2 1.2M14.5 14.5l1.2 1.2M4.3 15.7l1.2-1.2M14.5 5.5l1.2-1.2',
  moon: 'M16 12.3A6.7 6.7 0 0 1 7.7 4 6.7 6.7 0 1 0 16 12.3z',
  down: 'M10 4v11M5.5 10.5 10 15l4.5-4.5',
  eye: 'M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  file: 'M5.5 2.5h6l3 3v12h-9zM11.5 2.5v3h3',
  check: 'M4.5 10.5 8.5 14.5 15.5 6',
  help: 'M7.6 7.6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.8M10 14.6v.01',
  calendar: 'M4 5.5h12v10H4zM4 8.5h12M7 3.5v3M13 3.5v3',
  hash: 'M7.6 3.5 6.2 16.5M13.8 3.5l-1.4 13M3.5 7.4h13.2M3.3 12.6h13.2',
  quote:
    'M4 14.5c2-.6 3-2 3-4H4.2V5.8h4v4.4c0 3-1.4 5-3.7 5.7M11.3 14.5c2-.6 3-2 3-4h-2.8V5.8h4v4.4c0 3-1.4 5-3.7 5.7',
  lock: 'M5.5 9h9v7.5h-9zM7 9V6.5a3 3 0 0 1 6 0V9',
  people:
    'M7.5 10a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2.5 16a5 5 0 0 1 10 0M13 10.2a2.4 2.4 0 1 0 0-4.8M14 12a4.3 4.3 0 0 1 3.5 4',
  switch: 'M6.5 3.5 3.5 6.5l3 3M3.5 6.5h11M13.5 10.5l3 3-3 3M16.5 13.5h-11',
} as const

export type IconName = keyof typeof paths

/** Decoration only: the control that bears it has the name. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className={`icon icon-${name}`}
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.4 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}

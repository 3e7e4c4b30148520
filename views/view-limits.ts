/** What views keep to, in characters unless said otherwise, so that every chat can show them whole. A chat's own limits are in its folder. */
export const viewLimits = {
  /** What a form carries unseen, as JSON. */
  formState: 2_000,
  /** A button's arguments, as JSON. */
  buttonArguments: 1_900,
  /** A choice's value. */
  optionValue: 150,
  /** Choices in one menu. */
  options: 100,
} as const

/**
 * Who may import whom, by folder: each names the folders that it may import beside itself. `.dependency-cruiser.cjs` makes its rules of
 * this, and test/docs/layers.test.ts holds the table in CONTRIBUTING.md against it. `src/chat` is what both chats need.
 */
module.exports = {
  'src/cases': [],
  'src/i18n': ['src/cases'],
  views: ['src/cases', 'src/i18n'],
  commands: ['src/cases', 'src/i18n', 'views', 'src/config/suggest-closest'],
  'src/config': [],
  'src/files': ['src/cases', 'src/config'],
  'src/categories': ['src/cases', 'src/config', 'src/files'],
  'src/personal-data': ['src/cases'],
  'src/people': ['src/cases', 'src/config', 'src/files'],
  'src/google': ['src/cases', 'src/config'],
  'src/store': ['src/cases', 'src/config', 'src/people'],
  'src/delivery': ['src/cases', 'src/config'],
  'src/http': ['src/cases', 'src/config', 'src/google', 'src/i18n'],
  'src/chat': ['src/cases', 'src/config', 'src/i18n', 'commands', 'views'],
  'src/chat/slack': ['src/cases', 'src/config', 'src/i18n', 'src/http', 'src/chat', 'commands', 'views'],
  'src/chat/gchat': ['src/cases', 'src/config', 'src/i18n', 'src/http', 'src/chat', 'commands', 'views'],
  'src/mail': ['src/cases', 'src/config', 'src/chat', 'views'],
  'src/import-export': ['src/cases', 'src/config', 'src/files'],
  'src/doctor': [
    'src/cases',
    'src/config',
    'src/google',
    'src/mail',
    'src/people',
    'src/store',
    'src/chat/slack',
    'src/chat/gchat',
  ],
  'src/cli': [
    'src/main',
    'src/chat',
    'src/config',
    'src/doctor',
    'src/google',
    'src/import-export',
    'src/people',
    'src/store',
  ],
}

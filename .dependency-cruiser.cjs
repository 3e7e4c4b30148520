const layers = require('./.ci/layers.cjs')

/** Who may import whom: docs/decisions/0001-layout.md says why. `npm run check:modules` holds it. */
const path = (...folders) => `^(${folders.join('|')})/`

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'not-to-test', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    {
      name: 'cases-import-only-zod',
      severity: 'error',
      from: { path: '^src/cases/' },
      to: { pathNot: ['^src/cases/', 'node_modules/zod/'] },
    },
    ...Object.entries(layers).map(([folder, allowed]) => ({
      name: `${folder}-imports`,
      comment: `Beside itself: ${allowed.join(', ') || 'nothing'} (.ci/layers.cjs)`,
      severity: 'error',
      from: { path: `^${folder}/${folder === 'src/chat' ? '[^/]+$' : ''}` },
      to: {
        path: path('src', 'commands', 'views', 'playground', 'bench'),
        pathNot: [folder, ...allowed].map((one) => `^${one}${one === 'src/chat' ? '/[^/]+$' : '[/.]'}`),
      },
    })),
    {
      name: 'nodemailer-only-in-mail',
      severity: 'error',
      from: { path: path('src', 'commands', 'views'), pathNot: '^src/mail/' },
      to: { path: 'node_modules/nodemailer/' },
    },
    {
      name: 'the-bot-knows-no-playground',
      severity: 'error',
      from: { path: path('src', 'commands', 'views') },
      to: { path: path('playground', 'bench') },
    },
    {
      name: 'bolt-only-in-slack',
      severity: 'error',
      from: { path: path('src', 'commands', 'views'), pathNot: '^src/chat/slack/' },
      to: { path: 'node_modules/@slack/' },
    },
    {
      name: 'mongoose-only-in-its-store',
      severity: 'error',
      from: { path: path('src', 'commands', 'views'), pathNot: '^src/store/(mongo|transfer)/' },
      to: { path: 'node_modules/(mongoose|mongodb)/' },
    },
    {
      name: 'libsql-only-in-its-store',
      severity: 'error',
      from: { path: path('src', 'commands', 'views'), pathNot: '^src/store/sqlite/' },
      to: { path: 'node_modules/libsql/' },
    },
    {
      name: 'googleapis-only-where-google-is',
      severity: 'error',
      from: { path: path('src', 'commands', 'views'), pathNot: '^src/(chat/gchat|google)/' },
      to: { path: 'node_modules/(googleapis|google-auth-library)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}

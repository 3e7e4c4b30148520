/** Who may import whom: docs/decisions/0001-layout.md says why. `npm run check:modules` holds it. */
const path = (...folders) => `^(${folders.join('|')})/`

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'not-to-test', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    {
      name: 'cases-stand-alone',
      comment: 'The rules import nothing but zod.',
      severity: 'error',
      from: { path: '^src/cases/' },
      to: { pathNot: ['^src/cases/', 'node_modules/zod/'] },
    },
    {
      name: 'views-are-pure',
      severity: 'error',
      from: { path: '^views/' },
      to: { pathNot: ['^views/', '^src/cases/', '^src/i18n/'] },
    },
    {
      name: 'commands-know-no-platform',
      severity: 'error',
      from: { path: '^commands/' },
      to: {
        path: path(
          'src/slack',
          'src/gchat',
          'src/store',
          'src/notify',
          'src/directory',
          'src/linking',
          'src/mail',
          'playground',
        ),
      },
    },
    {
      name: 'store-knows-only-the-ports',
      comment: 'Those of the rules, and the one of the directory.',
      severity: 'error',
      from: { path: '^src/store/' },
      to: {
        path: path('src/(?!store|cases|directory/directory-store)[^/]+', 'commands', 'views', 'playground'),
      },
    },
    {
      name: 'directory-knows-only-the-ports',
      severity: 'error',
      from: { path: '^src/directory/' },
      to: { path: path('src/(?!directory|cases|files/utf8)[^/]+', 'commands', 'views', 'playground') },
    },
    {
      name: 'linking-knows-no-platform-and-no-store',
      severity: 'error',
      from: { path: '^src/linking/' },
      to: { path: path('src/(store|slack|gchat|notify)', 'commands', 'views', 'playground') },
    },
    {
      name: 'downloads-know-no-platform-and-no-store',
      severity: 'error',
      from: { path: '^src/downloads/' },
      to: { path: path('src/(store|slack|gchat|notify|directory)', 'commands', 'views', 'playground') },
    },
    {
      name: 'notify-knows-only-the-ports',
      severity: 'error',
      from: { path: '^src/notify/' },
      to: { path: path('src/(?!notify|cases)[^/]+', 'commands', 'views', 'playground') },
    },
    {
      name: 'platforms-are-strangers',
      severity: 'error',
      from: { path: '^src/(slack|gchat)/' },
      to: { path: path('src/store', 'src/notify', 'src/directory', 'src/linking', 'playground') },
    },
    {
      name: 'platform-helpers-know-no-platform',
      comment: 'What every chat needs, such as a time limit, or the values of an open form.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: path('src/(?!platform|cases)[^/]+', 'playground') },
    },
    {
      name: 'mail-knows-no-platform-and-no-store',
      severity: 'error',
      from: { path: '^src/mail/' },
      to: { path: path('src/(store|notify|directory|linking|slack|gchat)', 'commands', 'playground') },
    },
    {
      name: 'nodemailer-only-in-mail',
      severity: 'error',
      from: { path: path('src', 'commands', 'views'), pathNot: '^src/mail/' },
      to: { path: 'node_modules/nodemailer/' },
    },
    {
      name: 'slack-not-to-gchat',
      severity: 'error',
      from: { path: '^src/slack/' },
      to: { path: '^src/gchat/' },
    },
    {
      name: 'gchat-not-to-slack',
      severity: 'error',
      from: { path: '^src/gchat/' },
      to: { path: '^src/slack/' },
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
      from: { path: path('src', 'commands', 'views'), pathNot: '^src/slack/' },
      to: { path: 'node_modules/@slack/' },
    },
    {
      name: 'mongoose-only-in-its-store',
      severity: 'error',
      from: { path: path('src', 'commands', 'views'), pathNot: '^src/store/mongo/' },
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
      from: { path: path('src', 'commands', 'views'), pathNot: '^src/(gchat|directory)/' },
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

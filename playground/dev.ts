/**
 * `npm run dev`: the playground from its sources. The bot and the local chats start again when a file of theirs changes; the page is
 * Vite's, which puts a change into the open page.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const port = process.env.PORT?.trim() || '3000'
process.env.PLAYGROUND_URL ??= `http://localhost:${port}`

const bot = spawn(
  process.execPath,
  [
    fileURLToPath(import.meta.resolve('tsx/cli')),
    'watch',
    '--clear-screen=false',
    // Read while it runs, and not imported.
    '--include=data/categories.json',
    '--include=data/categories/*.json',
    fileURLToPath(new URL('start.ts', import.meta.url)),
  ],
  { stdio: 'inherit', env: { ...process.env, BROWSER: 'none' } },
)
const page = await createServer({ configFile: fileURLToPath(new URL('web/vite.config.ts', import.meta.url)) })
await page.listen()
console.log('\n  The page, which takes up changes at once (the one of the bot below is the last build):\n')
page.printUrls()

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => bot.kill('SIGTERM'))
bot.once('exit', async (code) => {
  await page.close()
  process.exit(code ?? 0)
})

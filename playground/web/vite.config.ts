import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Relative URLs and no outside asset: the page works offline and under any path that serves it. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  // the widgets' own words in the page's two languages only
  plugins: [react(), optimizeLocales.vite({ locales: ['en-US', 'ja-JP'] })],
  build: {
    outDir: '../../dist/playground/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // one file: it comes from the same machine
    chunkSizeWarningLimit: 700,
    // light-dark() is used as it is
    target: ['chrome123', 'edge123', 'firefox125', 'safari17.5'],
  },
  server: {
    // `vite playground/web` beside a running `npm start`, for work on the page itself
    proxy: { '/local': process.env.PLAYGROUND_URL ?? 'http://localhost:3000' },
  },
})

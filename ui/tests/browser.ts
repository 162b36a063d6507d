/** How the browser of the tests is started, and the world it believes to be in. */
export const browser = {
  locale: 'en-US',
  timezoneId: 'UTC',
  launchOptions: {
    executablePath: process.env.SHOWBACK_CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--font-render-hinting=none'],
  },
}

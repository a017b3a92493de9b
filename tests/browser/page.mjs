// The browser, and what every walk through the program begins with.
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

import { passphrase } from './town.mjs';

export const browserPath = process.env.SATCHEL_CHROMIUM ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(browserPath);

export function openBrowser() {
  return chromium.launch({
    executablePath: browserPath,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
}

// A window of its own: nothing is shared with others, as on another laptop.
export async function openWindow(browser, laptop, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    timezoneId: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    // A locked program answers 401, a program that was killed not at all: the page is meant to live with both.
    const isExpected = /Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !isExpected) page.problems.push(message.text());
  });
  await page.goto(laptop.url);
  return page;
}

// Through the door: the first time a passphrase is chosen, later it is given.
export async function unlock(page) {
  const word = page.getByLabel('Passphrase', { exact: true });
  const again = page.getByLabel('The same once more', { exact: true });
  await word.waitFor();
  await word.fill(passphrase);
  if (await again.isVisible()) await again.fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /Choose your passphrase|Welcome back/ }).waitFor({ state: 'detached' });
}

// What axe finds against WCAG 2.2 AA on the page as it stands.
export async function violations(page) {
  // The page's own policy lets no foreign script in, so axe comes through the debugging side.
  const script = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: script });
  await session.detach();
  const found = await page.evaluate(() =>
    window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return found.violations.map((item) => `${item.id}: ${item.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

// For people to look at: only where a folder was named.
export async function picture(page, name) {
  const folder = process.env.SATCHEL_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

export function goTo(page, name) {
  return page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
}

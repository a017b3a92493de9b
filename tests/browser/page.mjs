// The browser, and what every walk through the program begins with.
import assert from 'node:assert/strict';
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

// Until the field says so; the page's policy leaves no room for waitForFunction, which evaluates text.
export async function holds(box, words) {
  const until = Date.now() + 15_000;
  while ((await box.inputValue()) !== words && Date.now() < until) await box.page().waitForTimeout(50);
  assert.equal(await box.inputValue(), words);
}

// Another screen of the same window, by its address: `visit/ID`.
export async function show(page, screen) {
  await page.evaluate((hash) => { location.hash = hash; }, `#/${screen}`);
}

// A second window of the same person and browser: the two know of each other.
export async function openBeside(page, laptop, screen) {
  const other = await page.context().newPage();
  other.setDefaultTimeout(15_000);
  await other.goto(`${new URL(laptop.url).origin}/#/${screen}`);
  return other;
}

export async function lockNow(page) {
  await page.getByRole('banner').getByLabel('More').click();
  await page.getByRole('button', { name: 'Lock now' }).click();
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
}

// All that is drawn, and all that a screen reader is given: what stands in fields as well.
export async function readable(page) {
  const session = await page.context().newCDPSession(page);
  const { strings, documents } = await session.send('DOMSnapshot.captureSnapshot', { computedStyles: [] });
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const drawn = documents.flatMap(({ layout }) => layout.text.map((place) => strings[place] ?? ''));
  const told = nodes.filter((node) => !node.ignored)
    .flatMap((node) => [node.name?.value ?? '', node.value?.value ?? '', node.description?.value ?? '']);
  return [await page.title(), ...drawn, ...told].join('\n');
}

// Requests to `path` wait before the program hears of them; `asked` resolves when the first one waits.
export function holdRequests(page, path) {
  return hold(page, path, (route) => route.continue());
}

// The program does what it is asked, and its answers to `path` wait.
export function holdAnswers(page, path) {
  return hold(page, path, (route, response) => route.fulfill({ response }), (route) => route.fetch());
}

async function hold(page, path, goOn, before = async () => {}) {
  let release;
  let isAsked;
  const released = new Promise((resolve) => { release = resolve; });
  const asked = new Promise((resolve) => { isAsked = resolve; });
  const handler = async (route) => {
    const response = await before(route);
    isAsked(route.request());
    await released;
    await goOn(route, response);
  };
  await page.route(path, handler);
  return {
    asked,
    release: async () => {
      await page.unroute(path, handler);
      release();
    },
  };
}

// The program does what it is asked once, and its answer gets lost on the way.
export function loseAnswer(page, path) {
  return page.route(path, async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  }, { times: 1 });
}

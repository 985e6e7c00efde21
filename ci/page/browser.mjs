// A browser, and datasets for it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

export const { FACTLINT, CHROMIUM, DATASET, SCREENSHOTS } = process.env;
const AXE = readFileSync(new URL(import.meta.resolve('axe-core')), 'utf8');
export const TODAY = '2026-11-28';
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});
after(() => browser.close());

/** Runs factlint in a folder; it may end with findings. */
export function factlint(folder, ...options) {
  try {
    return execFileSync(FACTLINT, options, { cwd: folder, encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 30 });
  } catch (error) {
    assert.equal(error.status, 1, error.stderr);
    return error.stdout;
  }
}

/** Returns a new folder with some files. */
export function folder(files) {
  const path = mkdtempSync(join(tmpdir(), 'factlint-page-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

/** Returns a copy of the shipped dataset. */
export function dataset() {
  const path = folder({});
  for (const name of ['dataset', 'schema']) cpSync(join(DATASET, name), join(path, name), { recursive: true });
  return path;
}

/** Notes what a page prints, pops up, or asks for if `isOwn` does not know the address. */
export function listen(page, isOwn) {
  const noted = [];
  page.on('console', (message) => noted.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => noted.push(`error: ${error}`));
  page.on('dialog', (dialog) => { noted.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => { if (!isOwn(request.url())) noted.push(`request: ${request.url()}`); });
  return noted;
}

/** Opens an address. What the page prints, asks for or pops up is noted. */
export async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const noted = listen(page, (asked) => asked === url);
  await page.goto(url);
  return { context, page, noted };
}

export const openAll = (page) => page.evaluate(() => {
  document.querySelectorAll('details').forEach((one) => { one.open = true; });
});

/** Returns what axe finds on a page. */
export async function axe(page) {
  // The policy of the page allows no other script, so axe comes in a way that the policy does not concern.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

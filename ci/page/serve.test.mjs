// Decides on the page of `factlint review serve` in Chromium. `ci/browser` runs this.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FACTLINT, SCREENSHOTS, TODAY, axe, browser, dataset, listen, openAll } from './browser.mjs';

const LEDGER = 'dataset/reviews.toml';
const DATA = 'dataset/interpol.json';
const SNAPSHOT = 'dataset/sources/interpol-regulation-and-policies.txt';
const BY = 'Ada <ada@example.org>';
const FUSION = 'Where is the Counter-Terrorism Fusion Centre?';

const read = (path, name) => readFileSync(join(path, name), 'utf8');
const edit = (path, name, from, to) => {
  const text = read(path, name);
  assert.ok(text.includes(from), `${name} should have: ${from}`);
  writeFileSync(join(path, name), text.replace(from, to));
};

const servers = [];
after(() => servers.forEach((server) => server.kill()));

/** Starts the server, and returns its link and how to end it. */
async function serve(path) {
  const server = spawn(FACTLINT, ['review', 'serve', 'dataset', '--today', TODAY, '--no-open', '--by', BY], { cwd: path });
  servers.push(server);
  let said = '';
  server.stderr.on('data', (data) => { said += data; });
  const link = await new Promise((found, failed) => {
    let text = '';
    server.stdout.on('data', (data) => {
      text += data;
      const link = /http:\S+/.exec(text);
      if (link) found(link[0]);
    });
    server.on('exit', (code) => failed(new Error(`ended with ${code}: ${said}`)));
  });
  const ended = new Promise((done) => { server.on('exit', done); });
  const stop = () => { server.kill('SIGINT'); return ended; };
  return { link, stop, said: () => said };
}

/** Opens a link in a context. */
async function openIn(context, link) {
  const page = await context.newPage();
  const { origin } = new URL(link);
  const noted = listen(page, (url) => url.startsWith(`${origin}/`));
  await page.goto(link);
  await page.locator('.queue a').first().waitFor();
  return { page, noted };
}

/** Serves a dataset, and opens its page. */
async function start(path, options = {}) {
  const server = await serve(path);
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const { page, noted } = await openIn(context, server.link);
  const end = async () => {
    await context.close();
    assert.equal(await server.stop(), 130, 'Ctrl-C ends it');
  };
  return { ...server, context, page, noted, end };
}

const said = (page, words) => page.locator('#said', { hasText: words }).waitFor();
const showCard = async (page, title) => {
  await page.locator('.queue a', { hasText: title }).click();
  await page.locator('#card h2', { hasText: title }).waitFor();
};
const decide = async (page, answer, reason) => {
  await page.locator('#card .opt', { hasText: answer }).first().locator('input').check();
  await page.locator('#card [name=reason]').fill(reason);
  await page.getByRole('button', { name: 'Save the decision' }).click();
};

test('the flag is found and decided with the keyboard alone, and the ledger has it', async () => {
  const path = dataset();
  const { page, noted, end } = await start(path);
  assert.equal(new URL(page.url()).search, '', 'the secret does not stay in the address');
  await page.keyboard.press('n');
  await page.locator('#card h2', { hasText: FUSION }).waitFor();
  await page.keyboard.press('1');
  assert.equal(await page.locator('#card .opt input:checked').getAttribute('data-outcome'), 'wrong');
  await page.keyboard.press('r');
  await page.keyboard.type('no such place: ns? 1/2');
  assert.equal(await page.locator('#card [name=reason]').inputValue(), 'no such place: ns? 1/2', 'in a field, keys are text');
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  await said(page, 'Saved in dataset/reviews.toml');
  assert.match(await page.locator('#said').textContent(), /^Saved in dataset\/reviews.toml: “.+ is wrong”, by Ada <ada@example.org>\.$/);
  assert.match(read(path, LEDGER), /outcome {5}= "wrong"\n(?:.*\n)*reason {6}= "no such place: ns\? 1\/2"\nby {10}= "Ada <ada@example.org>"\n/);
  assert.match(await page.locator('.tally').textContent(), /1 decided/);
  await page.keyboard.press('n');
  await page.locator('#card h2', { hasText: FUSION }).waitFor({ state: 'detached' });
  assert.equal(await page.locator('#card article').count(), 1, 'the next one is shown');
  await page.keyboard.press('Escape');
  assert.match(await page.locator('.queue li', { hasText: FUSION }).getAttribute('class'), /of-done/);
  await page.keyboard.press('/');
  await page.keyboard.type('trace');
  await page.locator('#shown', { hasText: '1 finding has these words' }).waitFor();
  await page.locator('#words').fill('AsiaOne');
  await page.locator('.queue li:not(.unmatched)', { hasText: FUSION }).waitFor();
  assert.equal(await page.locator('.queue li:visible').count(), 1, 'words of a card are found, too');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.locator('#keys[open]').waitFor();
  await page.locator('#shortcuts').uncheck();
  await page.keyboard.press('n');
  assert.equal(await page.locator('#case').isVisible(), false, 'shortcuts are off');
  assert.deepEqual(noted, []);
  await end();
});

test('a finding comes back with what was and what is when a word of its passage changes', async () => {
  const path = dataset();
  const { page, noted, end } = await start(path);
  await showCard(page, FUSION);
  await decide(page, 'is wrong', 'no such place');
  await said(page, 'Saved');
  edit(path, SNAPSHOT, 'Global Complex of Innovation (IGCI) in Singapore', 'Global Complex of Innovation (IGCI) in Lyon');
  await page.locator('#moved', { hasText: 'changed in the meantime' }).waitFor();
  const history = await page.locator('#card .hist').textContent();
  assert.match(history, /decided on 28 November 2026/);
  assert.match(history, /Since then:/);
  assert.match(history, /the quoted passage has changed for `igci-located-in`/);
  assert.match(
    await page.locator('#card .note', { hasText: 'Errors in these claims' }).textContent(),
    /The source says "Lyon" where the quote says "Singapore"\./,
  );
  await page.screenshot({ path: join(SCREENSHOTS, 'serve-again.png'), fullPage: true });
  assert.match(await page.locator('.tally').textContent(), /1 to review again/);
  assert.deepEqual(noted, []);
  await end();
});

test('the edit of a decision is made in the data', async () => {
  const path = dataset();
  const { page, noted, end } = await start(path);
  await showCard(page, FUSION);
  await decide(page, 'is wrong', 'no such place');
  await said(page, 'Saved');
  assert.doesNotMatch(read(path, DATA), /"rank": "deprecated"/);
  await page.getByRole('button', { name: 'Make this edit in the data' }).click();
  await said(page, 'The data is edited: ');
  assert.match(read(path, DATA), /"rank": "deprecated"/);
  assert.doesNotMatch(await page.locator('.tally').textContent(), /not yet in the data/);
  assert.deepEqual(noted, []);
  await end();
});

test('the edit of a notice is made in the data, and undone', async () => {
  const path = dataset();
  const { page, noted, end } = await start(path);
  const before = read(path, DATA);
  await page.locator('input[name=show][value=notice]').check();
  await page.locator('.queue li:visible a').first().click();
  await page.getByRole('button', { name: 'Make this edit' }).click();
  await said(page, 'The data is edited: ');
  assert.notEqual(read(path, DATA), before);
  assert.match(await page.locator('h1').textContent(), /2 notices/);
  await page.getByRole('button', { name: 'Undo the edit' }).click();
  await said(page, 'The edit is undone: ');
  assert.equal(read(path, DATA), before);
  assert.match(await page.locator('h1').textContent(), /3 notices/);
  assert.equal(await page.locator('#card article').count(), 1, 'its card is shown again');
  assert.deepEqual(noted, []);
  await end();
});

test('all that the dataset says is shown on request, with its sources', async () => {
  const { page, noted, end } = await start(dataset());
  await page.locator('#all summary').click();
  await page.locator('#statements h2', { hasText: 'What the dataset says' }).waitFor();
  await page.locator('#statements .entry', { hasText: 'Project Trace' }).first().locator('summary').first().click();
  await page.locator('#statements h2', { hasText: 'Source: ' }).first().waitFor();
  await showCard(page, FUSION);
  assert.equal(await page.locator('#statements').textContent(), '', 'no name is on the page twice');
  const ids = await page.evaluate(() => Array.from(document.querySelectorAll('[id]'), (one) => one.id));
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(noted, []);
  await end();
});

test('the last decision is undone, also after the last card', async () => {
  const path = dataset();
  const { page, noted, end } = await start(path);
  const before = read(path, LEDGER);
  await page.locator('.queue a').last().click();
  await page.locator('#card article').waitFor();
  await decide(page, 'the data stays', 'as its source has it');
  await said(page, 'Saved');
  await page.keyboard.press('n');
  await said(page, 'That was the last finding.');
  assert.equal(await page.locator('#list').isVisible(), true);
  assert.notEqual(read(path, LEDGER), before);
  await page.getByRole('button', { name: 'Undo the decision' }).click();
  await said(page, 'Taken back');
  assert.equal(read(path, LEDGER), before, 'byte for byte');
  assert.equal(await page.getByRole('button', { name: 'Undo the decision' }).isVisible(), false);
  assert.deepEqual(noted, []);
  await end();
});

test('of two pages that decide at once, the second is told, and loses nothing', async () => {
  const path = dataset();
  const { page, link, context, noted, end } = await start(path);
  const other = await openIn(context, link);
  await showCard(page, FUSION);
  await showCard(other.page, FUSION);
  await other.page.locator('#card .opt', { hasText: 'Both are right' }).locator('input').check();
  await other.page.locator('#card [name=reason]').fill('typed at the same time');
  await decide(page, 'is wrong', 'first');
  await said(page, 'Saved');
  // Before the other page looks for changes, or after: the person is told in either case.
  await other.page.getByRole('button', { name: 'Save the decision' }).click();
  await other.page.getByText(/In the meantime, Ada .* decided `wrong`: first; nothing was saved/).or(
    other.page.locator('#moved', { hasText: 'changed in the meantime' })).first().waitFor();
  assert.equal(await other.page.locator('#card [name=reason]').inputValue(), 'typed at the same time');
  assert.equal(read(path, LEDGER).match(/\[\[verdict\]\]/g).length, 1);
  assert.match(read(path, LEDGER), /"first"/);
  await other.page.locator('#card .hist', { hasText: 'first' }).waitFor();
  await other.page.getByRole('button', { name: 'Save the decision' }).click();
  await said(other.page, 'Saved');
  assert.match(read(path, LEDGER), /"typed at the same time"/);
  assert.equal(read(path, LEDGER).match(/\[\[verdict\]\]/g).length, 1);
  const isRefusal = (line) => line.includes('409');
  assert.deepEqual([...noted, ...other.noted].filter((line) => !isRefusal(line)), []);
  await end();
});

test('a ledger with a mistake is said on the page, and nothing is lost', async () => {
  const path = dataset();
  const { page, noted, end } = await start(path);
  await showCard(page, FUSION);
  await page.locator('#card .opt', { hasText: 'is wrong' }).first().locator('input').check();
  await page.locator('#card [name=reason]').fill('kept');
  const before = read(path, LEDGER);
  writeFileSync(join(path, LEDGER), `${before}\n[[verdict]]\noops\n`);
  await page.locator('#problem', { hasText: 'dataset/reviews.toml' }).waitFor();
  await page.getByRole('button', { name: 'Save the decision' }).click();
  await page.locator('.compose [role=status]', { hasText: 'dataset/reviews.toml' }).waitFor();
  assert.equal(read(path, LEDGER), `${before}\n[[verdict]]\noops\n`, 'the file is left alone');
  assert.equal(await page.locator('#card [name=reason]').inputValue(), 'kept');
  writeFileSync(join(path, LEDGER), before);
  await page.locator('#problem').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Save the decision' }).click();
  await said(page, 'Saved');
  assert.match(read(path, LEDGER), /"kept"/);
  assert.deepEqual(noted.filter((line) => !line.includes('409')), []);
  await end();
});

test('a missing snapshot and a ledger that cannot be written are said on the page', async () => {
  const path = dataset();
  const { page, noted, end } = await start(path);
  rmSync(join(path, SNAPSHOT));
  await page.locator('h1', { hasText: 'error' }).waitFor();
  await showCard(page, FUSION);
  chmodSync(join(path, LEDGER), 0o444);
  await decide(page, 'is wrong', 'kept');
  await page.locator('.compose [role=status]', { hasText: /read-only; the file is unchanged/ }).waitFor();
  assert.equal(await page.locator('#card [name=reason]').inputValue(), 'kept');
  assert.deepEqual(noted.filter((line) => !line.includes('409')), []);
  await end();
});

test('a server that has ended is said, and what was typed stays', async () => {
  const { page, context, stop } = await start(dataset());
  await showCard(page, FUSION);
  await page.locator('#card .opt', { hasText: 'is wrong' }).first().locator('input').check();
  await page.locator('#card [name=reason]').fill('kept');
  await stop();
  await page.locator('#problem', { hasText: 'factlint does not answer' }).waitFor();
  assert.equal(await page.locator('#card [name=reason]').inputValue(), 'kept');
  await context.close();
});

test('without the secret there is no page', async () => {
  const { link, end } = await start(dataset());
  const context = await browser.newContext();
  const page = await context.newPage();
  for (const url of [new URL('/', link).href, link.replace(/.$/, 'x')]) {
    const answer = await page.goto(url);
    assert.equal(answer.status(), 403);
    assert.match(await page.textContent('body'), /Open the link that `factlint review serve` printed/);
  }
  await context.close();
  await end();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1400]) {
    test(`the page of the server, ${colorScheme}, ${width} px wide`, async () => {
      const { page, noted, end } = await start(dataset(), { colorScheme, viewport: { width, height: 900 } });
      const picture = (name) => page.screenshot({ path: join(SCREENSHOTS, `serve-${width}-${colorScheme}-${name}.png`), fullPage: true });
      const isWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.deepEqual(await axe(page), []);
      assert.ok(await isWide() <= 0);
      await picture('list');
      await showCard(page, FUSION);
      assert.equal(await page.locator('article').count(), 1, 'one card at a time');
      await page.locator('#card .opt', { hasText: 'is wrong' }).first().locator('input').check();
      await picture('card');
      await openAll(page);
      assert.deepEqual(await axe(page), []);
      assert.ok(await isWide() <= 0);
      await page.locator('#card [name=reason]').fill('because');
      await page.getByRole('button', { name: 'Save the decision' }).click();
      await said(page, 'Saved');
      await picture('saved');
      assert.deepEqual(await axe(page), []);
      assert.ok(await isWide() <= 0);
      assert.deepEqual(noted, []);
      await end();
    });
  }
}

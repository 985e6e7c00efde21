// Opens the page of a file in Chromium. `ci/browser` runs this.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { SCREENSHOTS, TODAY, axe, dataset, factlint, folder, open, openAll } from './browser.mjs';

const WIDTHS = [360, 800, 1400];

/** Makes the page of a dataset, and returns its address. */
function pageOf(path, name = '.') {
  const file = join(path, 'report.html');
  factlint(path, 'check', name, '--today', TODAY, '--format', 'concise', '--output', `html=${file}`);
  return pathToFileURL(file).href;
}

for (const colorScheme of ['light', 'dark']) {
  for (const width of WIDTHS) {
    test(`the dataset's page, ${colorScheme}, ${width} px wide`, async () => {
      const { context, page, noted } = await open(pageOf(dataset(), 'dataset'), {
        colorScheme, viewport: { width, height: 900 },
      });
      await page.screenshot({ path: join(SCREENSHOTS, `${width}-${colorScheme}.png`), fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${wide} px beyond the screen`);
      await page.locator('form.decide input[type=radio]').first().check();
      await openAll(page);
      const small = await page.evaluate(() => Array.from(document.querySelectorAll('svg text'))
        .filter((text) => parseFloat(getComputedStyle(text).fontSize) < 12).length);
      assert.equal(small, 0, 'texts of pictures under 12 px');
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(beyond <= 0, `${beyond} px beyond the screen with folds open`);
      const outside = await page.evaluate(() => Array.from(document.querySelectorAll('.axis')).flatMap((axis) => {
        const frame = axis.closest('.card').getBoundingClientRect();
        return Array.from(axis.querySelectorAll('text, .name')).filter((text) => {
          const box = text.getBoundingClientRect();
          return box.left < frame.left || box.right > frame.right;
        }).map((text) => text.textContent);
      }));
      assert.deepEqual(outside, [], 'texts of pictures outside of their card');
      assert.deepEqual(await axe(page), []);
      await page.screenshot({ path: join(SCREENSHOTS, `${width}-${colorScheme}-open.png`), fullPage: true });
      assert.deepEqual(noted, []);
      await context.close();
    });
  }
}

test('the page can be read and used without its script', async () => {
  const { context, page, noted } = await open(pageOf(dataset(), 'dataset'), { javaScriptEnabled: false });
  const card = page.locator('#f1');
  await assert.doesNotReject(card.getByText('Where is the Counter-Terrorism Fusion Centre?').waitFor());
  await card.locator('.opt', { hasText: 'Greenland is wrong' }).first().locator('input').check();
  const command = await card.locator('.is pre.out:visible').textContent();
  assert.equal(
    command,
    "factlint review decide 470d2fc20b32 dataset --outcome wrong --wrong ct-fusion-centre-located-in --reason '...'",
  );
  assert.equal(await page.locator('fieldset.filter').isVisible(), false, 'filters need the script');
  assert.deepEqual(noted, []);
  await context.close();
});

test('a decision is composed with the keyboard alone, and its command records it', async () => {
  const path = dataset();
  const { context, page, noted } = await open(pageOf(path, 'dataset'));
  await page.locator('.queue a').first().focus();
  await page.keyboard.press('Enter');
  const form = page.locator('#f1 form');
  // Along the links of the card to the answers.
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.type === 'radio' && Boolean(document.activeElement.closest('form.decide')))) break;
  }
  await page.keyboard.press('Space');
  assert.equal(await form.locator('input:checked').getAttribute('data-outcome'), 'wrong');
  await form.locator('[name=reason]').focus();
  await page.keyboard.type("The centre's own page says Lyon; $(touch x) `y`");
  await form.locator('[name=by]').focus();
  await page.keyboard.type('Ada <ada@example.org>');
  await form.locator('summary', { hasText: 'Add evidence' }).click();
  await form.locator('[name=evidence]').fill('https://example.org/letter\n\n phone call\n');
  const command = await form.locator('[data-out=command]').textContent();
  assert.equal(await page.evaluate(() => location.hash), '#f1', 'no key did anything else');
  const words = command.replace(/^factlint /, '');
  execFileSync('sh', ['-c', `"$FACTLINT" ${words} --today ${TODAY}`], { cwd: path });
  const ledger = readFileSync(join(path, 'dataset/reviews.toml'), 'utf8');
  assert.match(ledger, /outcome {5}= "wrong"\nwrong {7}= "ct-fusion-centre-located-in"\n/);
  const lines = await form.locator('[data-out=lines]').textContent();
  const own = (text) => text.slice(text.indexOf('[[verdict]]')).replace(/on {10}= .*/, '').trim();
  assert.equal(own(lines), own(ledger), 'the lines are those that the command writes');
  assert.match(ledger, /evidence {4}= \["https:\/\/example.org\/letter", "phone call"\]\n/);
  const report = factlint(path, 'check', 'dataset', '--today', TODAY, '--format', 'concise');
  assert.doesNotMatch(report, /review\[fusion-centre-location\]/);
  const again = await open(pageOf(path, 'dataset'));
  assert.match(await again.page.locator('.tally').textContent(), /1 decided/);
  assert.match(await again.page.locator('.tally').textContent(), /1 of these, not yet in the data/);
  const history = again.page.locator('article.of-done .hist');
  assert.match(await history.textContent(), /: Greenland is wrong\. “.*, based on https:\/\/example.org\/letter and phone call\./);
  assert.equal(await history.locator('a').getAttribute('href'), 'https://example.org/letter');
  assert.deepEqual([...noted, ...again.noted], []);
  await again.context.close();
  await context.close();
});

test('on a phone, further sources are folded, and a link opens the text of a source', async () => {
  const { context, page, noted } = await open(pageOf(dataset(), 'dataset'), { viewport: { width: 360, height: 800 } });
  const last = page.locator('#f1 .src li', { hasText: 'AsiaOne' });
  assert.equal(await last.isVisible(), false);
  await page.locator('#f1 summary', { hasText: '3 more sources' }).click();
  assert.equal(await last.isVisible(), true);
  assert.equal(await page.locator('.para').first().isVisible(), false);
  await page.locator('#f1 a', { hasText: 'Paragraph 12 in the source' }).first().click();
  await page.locator('.para:target').waitFor();
  await page.setViewportSize({ width: 1400, height: 900 });
  assert.equal(await page.locator('#f2 .src li').last().isVisible(), true, 'on a wide screen all are shown');
  assert.deepEqual(noted, []);
  await context.close();
});

test('a subject leads to what the dataset says about it, and from there to its source and its finding', async () => {
  const { context, page, noted } = await open(pageOf(dataset(), 'dataset'));
  await page.locator('#f1 .subject a').first().click();
  const claim = page.locator('.said li', { hasText: 'is located in Greenland' });
  await claim.waitFor();
  await claim.locator('a', { hasText: 'paragraph 2' }).click();
  await page.locator('.para:target', { hasText: 'Counter-Terrorism Fusion Centre located in Greenland' }).waitFor();
  await claim.locator('a', { hasText: 'Finding 1' }).click();
  assert.equal(await page.evaluate(() => location.hash), '#f1');
  assert.deepEqual(noted, []);
  await context.close();
});

test('each number opens the list behind it, and its items lead to claims, passages and findings', async () => {
  const { context, page, noted } = await open(pageOf(dataset(), 'dataset'));
  await page.locator('header a', { hasText: '82 quotes' }).click();
  const quotes = page.locator('[id="l-quotes_verified"]');
  await quotes.locator('li a', { hasText: 'Greenland' }).first().waitFor();
  assert.equal(await quotes.locator('li a[href^="#c"]').count(), 82);
  await quotes.locator('li a', { hasText: 'paragraph 2' }).first().click();
  await page.locator('.para:target').waitFor();
  await page.goBack();
  await quotes.locator('li a[href^="#c"]', { hasText: 'Greenland' }).first().click();
  await page.locator('.said li:target', { hasText: 'is located in Greenland' }).waitFor();
  await page.locator('summary', { hasText: '47 rules' }).click();
  await page.locator('#coverage a', { hasText: 'Finding 1' }).click();
  assert.equal(await page.evaluate(() => location.hash), '#f1');
  const dead = await page.evaluate(() => Array.from(document.querySelectorAll('a[href^="#"]'))
    .map((link) => link.hash).filter((hash) => !document.getElementById(hash.slice(1))));
  assert.deepEqual(dead, [], 'links that lead nowhere');
  await page.locator('.tally a', { hasText: 'open' }).click();
  assert.equal(await page.locator('.queue li:visible').count(), 6);
  assert.deepEqual(noted, []);
  await context.close();
});

test('findings are filtered by their dataset', async () => {
  const rulebook = (title) => `version = 1
title = "${title}"
documents = ["data.json"]
[collections]
records = { select = "$[*]", id = "id" }
[rules.short]
kind = "pattern"
level = "warning"
in = "records"
field = "id"
matches = "^[a-z]$"
`;
  const path = folder({
    'a/factlint.toml': rulebook('Alpha'), 'a/data.json': '[{"id": "long"},\n{"id": "longer"}]',
    'b/factlint.toml': rulebook('Beta'), 'b/data.json': '[{"id": "longest"}]',
  });
  const file = join(path, 'report.html');
  factlint(path, 'check', 'a', 'b', '--today', TODAY, '--format', 'concise', '--output', `html=${file}`);
  const { context, page, noted } = await open(pathToFileURL(file).href);
  assert.equal(await page.locator('.queue li:visible').count(), 3);
  await page.locator('#dataset').selectOption({ label: 'Alpha' });
  await page.locator('#shown').getByText('2 findings in this dataset').waitFor();
  assert.equal(await page.locator('.queue li:visible').count(), 2);
  assert.equal(await page.locator('article:visible').count(), 2);
  await page.locator('#words').fill('longer');
  await page.locator('#shown').getByText('1 finding in this dataset has these words').waitFor();
  await page.locator('#dataset').selectOption({ label: 'All datasets' });
  await page.locator('#words').fill('longest');
  await page.locator('#shown').getByText('1 finding has these words').waitFor();
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(noted, []);
  await context.close();
});

test('the answers of a card stay in view while its sources are read', async () => {
  const { context, page, noted } = await open(pageOf(dataset(), 'dataset'));
  const panel = page.locator('#f1 .stick');
  await page.locator('#f1 .hist').scrollIntoViewIfNeeded();
  const box = await panel.boundingBox();
  assert.ok(box.y < 900 && box.y + box.height > 300, JSON.stringify(box));
  assert.deepEqual(noted, []);
  await context.close();
});

test('findings are filtered by their level', async () => {
  const { context, page, noted } = await open(pageOf(dataset(), 'dataset'));
  await page.locator('input[name=show][value=notice]').check();
  assert.equal(await page.locator('article:visible').count(), 3);
  assert.equal(await page.locator('.queue li:visible').count(), 3);
  await page.locator('input[name=show][value=all]').check();
  assert.equal(await page.locator('article:visible').count(), 6);
  assert.deepEqual(noted, []);
  await context.close();
});

test('words are searched for, and the number of findings is said', async () => {
  const { context, page } = await open(pageOf(dataset(), 'dataset'));
  await page.locator('#words').fill('trace');
  await page.locator('#shown').getByText('1 finding has these words').waitFor();
  assert.equal(await page.locator('.queue li:visible').count(), 1);
  assert.equal(await page.locator('article:visible').count(), 1);
  await page.locator('#words').fill('asiaone');
  await page.locator('#f1').waitFor();
  assert.equal(await page.locator('.queue li:visible').count(), 1, 'words of a card are found, too');
  await page.locator('input[name=show][value=notice]').check();
  await page.locator('#shown').getByText('0 findings have these words; 1 more under “All”').waitFor();
  await page.locator('input[name=show][value=all]').check();
  await page.locator('#words').fill('');
  await page.locator('#f1').waitFor();
  await context.close();
});

test('a printed page has everything open, and no form', async () => {
  const { context, page } = await open(pageOf(dataset(), 'dataset'));
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await page.locator('details:not([open])').count(), 0);
  assert.equal(await page.locator('form.decide:visible').count(), 0);
  await page.screenshot({ path: join(SCREENSHOTS, 'print.png'), fullPage: true });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.ok(await page.locator('details:not([open])').count() > 0);
  await context.close();
});

test('words from right to left are isolated wherever they stand inside a sentence', async () => {
  const rulebook = `version = 1
title = "נתונים"
documents = ["data.json"]
ledger = "reviews.toml"
[collections]
sources    = { select = "$.sources[*]", id = "id" }
entities   = { select = "$.entities[*]", id = "id" }
places     = { select = "$.places[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims     = { select = "$.claims[*]", id = "id" }
[rules.conflict]
kind = "conflict"
[rules.same]
kind = "agreement"
level = "review"
between = ["@.subject == 'e1' && @.property == 'p'", "@.subject == 'e2' && @.property == 'p'"]
[rules.quote]
kind = "quote"
`;
  const claim = (id, subject, place, source) => ({
    id, subject, property: 'p', value: { place }, note: 'הערה', rank: 'preferred', rank_reason: 'סיבה',
    evidence: [{ source, quote: 'המרכז נמצא' }, { source: 's3', locator: 'עמוד' }],
  });
  const source = (id, rest) => ({ id, url: `https://example.org/${id}`, title: `כותרת ${id}`, publisher: 'הוצאה', ...rest });
  const snapshot = { path: 'text.txt' };
  const data = {
    sources: [
      source('s1', { snapshot }), source('s2', { snapshot, derived_from: ['s1'] }), source('s3', { publisher: 'עיתון' }),
    ],
    entities: [{ id: 'e1', name: 'המרכז' }, { id: 'e2', name: 'המשרד' }],
    places: [
      { id: 'p1', name: 'ליון', within: ['p3'] }, { id: 'p2', name: 'סינגפור', within: ['p3'] }, { id: 'p3', name: 'עולם' },
    ],
    properties: [{ id: 'p', name: 'מקום', functional: true, question: 'Where is {subject}?', phrase: 'is located in' }],
    claims: [
      claim('c1', 'e1', 'p1', 's1'), claim('c2', 'e1', 'p2', 's2'), claim('c3', 'e2', 'p2', 's1'),
    ],
  };
  const path = folder({
    'factlint.toml': rulebook, 'data.json': JSON.stringify(data), 'reviews.toml': 'version = 2\n', 'text.txt': 'המרכז נמצא כאן.\n',
  });
  const { context, page, noted } = await open(pageOf(path));
  assert.ok(await page.locator('article').count() >= 2);
  const mixed = await page.evaluate(() => {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data: words, parentElement: parent } = texts.currentNode;
      if (!/[\u0590-\u05ff]/.test(words) || parent.closest('script, style, pre, code, .maintain, .diff')) continue;
      const isAlone = Array.from(parent.childNodes).filter((node) => node.textContent.trim()).length === 1;
      const { unicodeBidi } = getComputedStyle(parent);
      if (/[a-z]{3}/i.test(words)) found.push(`mixed: ${words}`);
      else if (!isAlone && !['isolate', 'plaintext', 'isolate-override'].includes(unicodeBidi)) found.push(`open: ${parent.outerHTML.slice(0, 200)}`);
    }
    return found;
  });
  assert.deepEqual(mixed, []);
  assert.match(await page.locator('.opt .does bdi').first().textContent(), /[\u0590-\u05ff]/, 'also in what an answer changes');
  assert.deepEqual(noted, []);
  await context.close();
});

const HOSTILE = '</title></script></style><script>globalThis.hostile=1</script><img src=x onerror="hostile=1">"\'><svg onload=hostile=1>\u202egnp.\u2066 {{x}} ${hostile=1}';

test('text from hostile data never runs', async () => {
  const text = JSON.stringify(HOSTILE);
  const rulebook = `version = 1
title = ${text}
documents = ["data.json"]
ledger = "reviews.toml"
[collections]
sources    = { select = "$.sources[*]", id = "id" }
entities   = { select = "$.entities[*]", id = "id" }
places     = { select = "$.places[*]", id = "id", optional = true }
properties = { select = "$.properties[*]", id = "id" }
claims     = { select = "$.claims[*]", id = "id" }
[rules.conflict]
kind = "conflict"
[rules.id]
kind = "pattern"
level = "warning"
in = "claims"
field = "note"
matches = "^a$"
`;
  const claim = (id, value, url) => ({
    id, subject: HOSTILE, property: 'p', value: { text: value }, note: HOSTILE,
    evidence: [{ source: url, quote: HOSTILE, locator: HOSTILE }],
  });
  const source = (id, url) => ({ id, url, title: HOSTILE, publisher: HOSTILE + id, snapshot: { path: 'text.txt' } });
  const data = {
    sources: [source('a', 'javascript:globalThis.hostile=1'), source('b', `https://example.org/"onmouseover="hostile=1`)],
    entities: [{ id: HOSTILE, name: HOSTILE }],
    properties: [{ id: 'p', name: HOSTILE, functional: true, question: `{subject} ${HOSTILE}`, phrase: HOSTILE }],
    claims: [claim(`${HOSTILE}1`, `${HOSTILE}1`, 'a'), claim(`${HOSTILE}2`, `${HOSTILE}2`, 'b')],
  };
  const path = folder({
    'factlint.toml': rulebook, 'data.json': JSON.stringify(data), 'reviews.toml': 'version = 2\n',
    'text.txt': `${HOSTILE}\n`,
  });
  const { context, page, noted } = await open(pageOf(path));
  assert.ok(await page.locator('article').count() >= 1);
  await openAll(page);
  for (const radio of await page.locator('form.decide input[type=radio]').all()) await radio.check();
  for (const link of await page.locator('main a:visible').all()) await link.hover();
  assert.equal(await page.evaluate(() => globalThis.hostile), undefined);
  assert.equal(await page.locator('img, main script, svg[onload]').count(), 0);
  const targets = await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  assert.deepEqual(targets.filter((target) => !/^(#|https?:\/\/)/.test(target)), []);
  assert.doesNotMatch(await page.content(), /[\u202a-\u202e\u2066-\u2069]/);
  assert.deepEqual(noted, []);
  await context.close();
});

test('a page of 10,000 findings opens in under two seconds', async () => {
  const rulebook = `version = 1
documents = ["data.json"]
[collections]
records = { select = "$[*]", id = "id" }
[rules.short]
kind = "pattern"
level = "warning"
in = "records"
field = "id"
matches = "^[a-z]$"
`;
  const records = Array.from({ length: 10_000 }, (_, number) => ({ id: `record ${number}` }));
  const path = folder({ 'factlint.toml': rulebook, 'data.json': JSON.stringify(records, null, 1) });
  const url = pageOf(path);
  const times = [];
  // Another process may be busy: what counts is the best of a few attempts.
  for (let attempt = 0; attempt < 6 && !times.some((time) => time < 2_000); attempt += 1) {
    const { context, page, noted } = await open('about:blank');
    const start = performance.now();
    await page.goto(url);
    await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
    times.push(Math.round(performance.now() - start));
    assert.equal(await page.locator('.queue > li').count(), 10_000);
    assert.deepEqual(noted.filter((one) => !one.startsWith(`request: ${url}`)), []);
    await context.close();
  }
  console.log(`opened in ${times.join(', ')} ms`);
  assert.ok(Math.min(...times) < 2_000, `${times} ms`);
});

test('a decision without a reason, a name or a day is not copied, and what is missing is said', async () => {
  const { context, page, noted } = await open(pageOf(dataset(), 'dataset'));
  const form = page.locator('#f1 form');
  const copy = form.locator('.copy', { has: page.locator('[data-out=command]') });
  await form.locator('.opt', { hasText: 'Nobody knows yet' }).locator('input').check();
  const refused = async (words, field) => {
    await copy.getByRole('button').click();
    assert.match(await copy.locator('[role=status]').textContent(), words);
    assert.equal(await page.evaluate(() => document.activeElement.name), field);
  };
  await refused(/Give a reason/, 'reason');
  await form.locator('[name=reason]').fill('The publisher was asked.');
  await refused(/Enter the last day on which it is valid/, 'until');
  await form.locator('[name=until]').fill('2027-01-15');
  await refused(/who decides/, 'by');
  await form.locator('[name=by]').fill('Ada');
  await copy.getByRole('button').click();
  await copy.locator('[role=status]').getByText(/Copied|Selected/).waitFor();
  assert.deepEqual(noted, []);
  await context.close();
});

test('on a narrow screen, a link at the top of a card leads to the answers', async () => {
  const { context, page, noted } = await open(pageOf(dataset(), 'dataset'), { viewport: { width: 360, height: 740 } });
  await page.locator('#f1 .jump').click();
  const top = await page.locator('#d1').evaluate((form) => form.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 200, `the form is at ${top}`);
  await page.setViewportSize({ width: 1400, height: 900 });
  assert.equal(await page.locator('#f1 .jump').isVisible(), false, 'on a wide screen they are beside the card');
  assert.deepEqual(noted, []);
  await context.close();
});

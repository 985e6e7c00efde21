'use strict';
// Returns what a decision still lacks, with the field to fill in, or `null` if it is complete.
const unanswered = (form) => {
  const answer = form.querySelector('.opt input:checked');
  const { reason, by, until } = form.elements;
  if (!answer) return { words: 'Choose an answer first.', field: form.querySelector('.opt input') };
  if (!reason.value.trim()) return { words: 'Give a reason: what did you look at, and what did it say?', field: reason };
  if (answer.dataset.until === 'true' && !until.value) return { words: 'Enter the last day on which it is valid.', field: until };
  if (!by.value.trim()) return { words: 'Enter who decides.', field: by };
  return null;
};
const evidenceOf = (form) => form.elements.evidence.value.split('\n').map((line) => line.trim()).filter(Boolean);

(() => {
  const all = (of, selector) => Array.from(of.querySelectorAll(selector));
  document.documentElement.classList.add('js');

  // Quoting for a POSIX shell and for TOML.
  const shell = (text) => /^[\w./+:@%,-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
  const toml = (text) => JSON.stringify(text).replaceAll('\u007f', '\\u007f');
  const listed = (texts) => texts.length === 1 ? toml(texts[0]) : '[' + texts.map(toml).join(', ') + ']';
  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, '0');
    return now.getFullYear() + '-' + two(now.getMonth() + 1) + '-' + two(now.getDate());
  };

  const compose = (form) => {
    const answer = form.querySelector('input[type=radio]:checked');
    const box = form.querySelector('.compose');
    box.disabled = !answer;
    if (!answer) return;
    const { outcome, chosen, wrong, until } = answer.dataset;
    const field = (name) => form.elements[name].value.trim();
    form.elements.until.disabled = until !== 'true';
    // A server records the decision itself.
    if (!form.dataset.lines) return;
    const right = JSON.parse(chosen);
    const refuted = JSON.parse(wrong);
    const last = until === 'true' ? field('until') : '';
    const base = form.querySelector('.is pre.out').textContent.split(' --outcome ')[0];
    const parts = [base, '--outcome ' + outcome];
    right.forEach((id) => parts.push('--chosen ' + shell(id)));
    refuted.forEach((id) => parts.push('--wrong ' + shell(id)));
    if (until === 'true') parts.push('--until ' + (last || 'YYYY-MM-DD'));
    parts.push('--reason ' + (field('reason') ? shell(field('reason')) : "'...'"));
    if (field('by')) parts.push('--by ' + shell(field('by')));
    const evidence = evidenceOf(form);
    evidence.forEach((one) => parts.push('--evidence ' + shell(one)));
    form.querySelector('[data-out=command]').textContent = parts.join(' ');
    const values = {
      outcome: toml(outcome), reason: toml(field('reason')), by: toml(field('by')), on: toml(today()),
    };
    const lines = form.dataset.lines.split('\n').flatMap((line) => {
      const key = line.split('=')[0].trim();
      if (!Object.hasOwn(values, key)) return [line];
      const row = (name, value) => name.padEnd(11) + ' = ' + value;
      const rows = [row(key, values[key])];
      if (key === 'outcome' && right.length) rows.push(row('chosen', listed(right)));
      if (key === 'outcome' && refuted.length) rows.push(row('wrong', listed(refuted)));
      if (key === 'on' && last) rows.push(row('until', toml(last)));
      if (key === 'on' && evidence.length) rows.push(row('evidence', '[' + evidence.map(toml).join(', ') + ']'));
      return rows;
    });
    const out = form.querySelector('[data-out=lines]');
    if (out) out.textContent = lines.join('\n');
  };

  // The name of the person who decides is entered only once.
  let who = '';
  const onForm = (name, then) => document.addEventListener(name, (event) => {
    const form = event.target.closest('form.decide');
    if (form) then(form, event);
  });
  onForm('submit', (form, event) => event.preventDefault());
  onForm('input', (form) => {
    if (form.elements.by.value) who = form.elements.by.value;
    compose(form);
  });
  onForm('change', (form) => {
    if (!form.elements.by.value) form.elements.by.value = who;
    compose(form);
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    const out = button.parentElement.querySelector('.out');
    const say = (words) => { button.parentElement.querySelector('[role=status]').textContent = words; };
    const form = button.closest('form.decide');
    const missing = form && out.dataset.out !== 'apply' ? unanswered(form) : null;
    if (missing) {
      say(missing.words);
      return missing.field.focus();
    }
    const select = () => {
      const range = document.createRange();
      range.selectNodeContents(out);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      say('Selected: copy it with the keyboard.');
    };
    if (!navigator.clipboard) return select();
    navigator.clipboard.writeText(out.textContent).then(() => say('Copied.'), select);
  });

  // Keeps the panel with the answers in view: its top or, if it is higher than the window, its bottom.
  const panels = new ResizeObserver((entries) => {
    const height = innerHeight;
    entries.forEach(({ target, borderBoxSize: [box] }) => {
      target.style.top = Math.min(16, height - box.blockSize - 16) + 'px';
    });
  });
  const watchPanels = () => {
    panels.disconnect();
    all(document, '.stick').forEach((panel) => panels.observe(panel));
  };
  addEventListener('resize', watchPanels);
  document.addEventListener('factlint:card', watchPanels);
  watchPanels();

  // On a phone, sources are collapsed.
  const phone = matchMedia('(max-width: 45.99rem)');
  const fold = () => all(document, '.fold').forEach((one) => { one.open = !phone.matches; });
  phone.addEventListener('change', fold);
  document.addEventListener('factlint:card', fold);
  fold();

  // Filters: by level or status, by dataset, and by words in the findings and their cards.
  const list = document.getElementById('list') || document.querySelector('main');
  const cardOf = (row, at) => row.dataset.f ? null : document.getElementById('f' + (at + 1));
  const texts = new WeakMap();
  const textOf = (row, card) => {
    if (!texts.has(row)) {
      const read = card ? card.querySelector('.left').textContent : row.dataset.about || '';
      texts.set(row, (row.textContent + ' ' + read).toLowerCase());
    }
    return texts.get(row);
  };
  const search = () => {
    const field = document.getElementById('words');
    const wanted = field ? field.value.toLowerCase().split(/\s+/).filter(Boolean) : [];
    const level = list.dataset.show || 'all';
    const select = document.getElementById('dataset');
    const dataset = select ? select.value : '';
    let found = 0;
    let shown = 0;
    all(document, '.queue > li').forEach((row, at) => {
      const card = cardOf(row, at);
      const isOther = dataset !== '' && row.dataset.dataset !== dataset;
      const isOut = isOther || wanted.length > 0 && !wanted.every((word) => textOf(row, card).includes(word));
      // A class instead of the attribute `hidden`, which selectors of the stylesheet use.
      row.classList.toggle('unmatched', isOut);
      if (card) card.classList.toggle('unmatched', isOut);
      if (isOut) return;
      found += 1;
      if (level === 'all' || row.classList.contains('of-' + level)) shown += 1;
    });
    const number = shown + (shown === 1 ? ' finding' : ' findings');
    const where = dataset ? ' in this dataset' : '';
    const words = wanted.length ? number + where + (shown === 1 ? ' has' : ' have') + ' these words' : number + where;
    const others = found - shown;
    document.getElementById('shown').textContent = !wanted.length && !dataset ? ''
      : others ? words + '; ' + others + ' more under “All”' : words;
  };
  const startFilters = () => {
    const filter = document.querySelector('fieldset.filter');
    if (filter) filter.hidden = false;
  };
  let waiting = 0;
  document.addEventListener('input', (event) => {
    if (event.target.id !== 'words') return;
    clearTimeout(waiting);
    waiting = setTimeout(search, 150);
  });
  document.addEventListener('change', (event) => {
    if (event.target.id === 'dataset') return search();
    if (event.target.name !== 'show') return;
    list.dataset.show = event.target.value;
    search();
  });
  // A link from a number to the findings that it counts.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-filter]');
    if (!link) return;
    const chip = (name) => document.querySelector('input[name=show][value=' + name + ']');
    const choice = chip(link.dataset.filter) || chip('all');
    if (!choice) return;
    choice.checked = true;
    list.dataset.show = choice.value;
    search();
  });
  // The script for a server has replaced the findings.
  document.addEventListener('factlint:renewed', () => {
    startFilters();
    if (document.getElementById('words')) search();
  });
  startFilters();

  // When the user returns to the page, the browser restores the chosen answers.
  addEventListener('pageshow', () => all(document, 'form.decide').forEach(compose));

  // Opens everything for printing.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all(document, 'details:not([open])');
    opened.forEach((one) => { one.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((one) => { one.open = false; }));
})();

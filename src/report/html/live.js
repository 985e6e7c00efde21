
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (of, selector) => Array.from(of.querySelectorAll(selector));
  const place = byId('card');
  let version = byId('live').dataset.version;
  // The finding whose card is shown, and the finding that followed it before it was decided.
  let open = '';
  let following = '';
  // Unsaved input, by finding.
  const DRAFTS = 'factlint-drafts';
  const kept = () => { try { return JSON.parse(sessionStorage.getItem(DRAFTS)) || []; } catch (error) { return []; } };
  const drafts = new Map(kept());
  const keepDrafts = () => {
    try { sessionStorage.setItem(DRAFTS, JSON.stringify([...drafts])); } catch (error) { /* Drafts last only as long as the page. */ }
  };
  // Whether a request that changes something is running. At most one runs at a time.
  let saving = false;
  // Counts requests for cards. A card is shown only if no other was requested after it.
  let turn = 0;
  // Whether a card with unsaved input was redrawn because the finding or its decision changed. The next save is then
  // refused once, so that nobody decides on a state that they have not seen.
  let unseen = false;
  // The edit that the last decision implies.
  let implied = null;

  // Removes the link's secret from the address.
  history.replaceState(null, '', location.pathname + location.hash);

  const show = (element, words) => {
    element.textContent = words;
    element.hidden = !words;
  };

  // Sends a request to the server. A failed request also returns an answer, with `ok: false`.
  const GONE = 'factlint does not answer: it may have been stopped. Nothing can be saved until it runs again; what you typed is still here.';
  const ask = async (path, body) => {
    const options = { cache: 'no-store', credentials: 'same-origin' };
    if (body) {
      options.method = 'POST';
      options.headers = { 'Content-Type': 'application/json' };
      options.body = JSON.stringify(body);
    }
    try {
      const answer = await fetch(path, options);
      const text = await answer.text();
      const isJson = (answer.headers.get('Content-Type') || '').startsWith('application/json');
      return isJson ? JSON.parse(text) : { ok: false, message: text };
    } catch (error) {
      return { ok: false, gone: true, message: GONE };
    }
  };

  const article = () => place.querySelector('article');
  const form = () => place.querySelector('form.decide');
  const rows = () => {
    const wanted = byId('list').dataset.show || 'all';
    return all(byId('rows'), '.queue > li').filter((row) =>
      !row.classList.contains('unmatched') && (wanted === 'all' || row.classList.contains('of-' + wanted)));
  };
  const rowOf = (fingerprint) => all(byId('rows'), '.queue > li').find((row) => row.dataset.f === fingerprint);
  const hashOf = (row) => row.querySelector('a').hash;

  // Drafts.
  const answerKey = (input) => [input.dataset.outcome, input.dataset.chosen, input.dataset.wrong].join(' ');
  const keepDraft = () => {
    const own = form();
    if (!own) return;
    const answer = own.querySelector('.opt input:checked');
    const reason = own.elements.reason.value;
    if (!answer && !reason) drafts.delete(open);
    else {
      drafts.set(open, {
        answer: answer ? answerKey(answer) : '', reason, until: own.elements.until.value, by: own.elements.by.value,
        evidence: own.elements.evidence.value,
      });
    }
    keepDrafts();
  };
  // Returns the focused field and its selection, so that `focusAgain` can restore them after a card is redrawn.
  const focused = () => {
    const field = document.activeElement;
    if (!form() || !form().contains(field) || !field.name) return null;
    const isText = field.matches('textarea') || field.type === 'text';
    return { name: field.name, value: field.value, isText, from: isText && field.selectionStart, to: isText && field.selectionEnd };
  };
  const focusAgain = (had) => {
    const fields = had && form() ? all(form(), 'input, textarea').filter((field) => field.name === had.name) : [];
    const field = fields.find((one) => one.type !== 'radio' || one.value === had.value);
    if (!field) return;
    field.focus({ preventScroll: true });
    if (had.isText) field.setSelectionRange(had.from, had.to);
  };
  const useDraft = () => {
    const own = form();
    const draft = drafts.get(open);
    if (!own || !draft) return;
    const answer = all(own, '.opt input').find((input) => answerKey(input) === draft.answer);
    if (answer) {
      answer.checked = true;
      const fold = answer.closest('details');
      if (fold) fold.open = true;
    }
    own.elements.reason.value = draft.reason;
    own.elements.until.value = draft.until;
    own.elements.evidence.value = draft.evidence || '';
    if (draft.evidence) own.elements.evidence.closest('details').open = true;
    if (draft.by) own.elements.by.value = draft.by;
    own.dispatchEvent(new Event('input', { bubbles: true }));
  };

  // Everything that the dataset says, loaded on request. A card contains parts of it with the same ids, so it is removed
  // when a card is shown.
  const whole = byId('all');
  let loading = null;
  const load = async () => {
    const answer = await ask('/statements');
    if (!answer.ok) return show(byId('problem'), answer.message);
    if (whole.open) byId('statements').innerHTML = answer.part;
  };
  const showStatements = ({ again = false } = {}) => {
    if (!whole.open) {
      loading = null;
      return byId('statements').replaceChildren();
    }
    if (!loading || again) loading = load();
    return loading;
  };
  whole.addEventListener('toggle', () => showStatements());
  const showClaim = async (hash) => {
    whole.open = true;
    await showStatements();
    const claim = byId(hash.slice(1));
    if (!claim) return whole.scrollIntoView();
    for (let fold = claim.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    if (location.hash === hash) claim.scrollIntoView();
    else location.hash = hash;
  };

  // One card at a time.
  const showList = () => {
    const row = rowOf(open);
    turn += 1;
    open = '';
    byId('case').hidden = true;
    byId('list').hidden = false;
    place.replaceChildren();
    history.replaceState(null, '', location.pathname);
    (row && row.querySelector('a') || byId('rows').querySelector('.queue a') || byId('list')).focus();
  };
  const showCard = async (fingerprint, { moved = '', focus = true } = {}) => {
    turn += 1;
    const own = turn;
    whole.open = false;
    const answer = await ask('/card?finding=' + encodeURIComponent(fingerprint));
    if (own !== turn) return;
    if (!answer.ok) return show(byId('problem'), answer.message);
    if (fingerprint !== open) following = '';
    unseen = moved !== '' && drafts.has(fingerprint);
    open = fingerprint;
    const had = focus ? null : focused();
    place.innerHTML = answer.part;
    document.dispatchEvent(new Event('factlint:card'));
    show(byId('moved'), moved);
    byId('case').hidden = false;
    byId('list').hidden = true;
    const row = rowOf(fingerprint);
    if (row && location.hash !== hashOf(row)) history.pushState(null, '', hashOf(row));
    useDraft();
    focusAgain(had);
    if (focus) {
      byId('case').scrollIntoView();
      place.querySelector('h2').focus({ preventScroll: true });
    }
  };
  const step = (by) => {
    const shown = rows();
    const at = shown.findIndex((row) => row.dataset.f === open);
    if (saving) return;
    const after = by > 0 && following ? rowOf(following) : null;
    const next = after || (open ? shown[at + by] : shown[0]);
    if (next && (at >= 0 || after || !open)) return showCard(next.dataset.f);
    if (open) {
      showList();
      show(byId('said'), by > 0 ? 'That was the last finding.' : 'That was the first finding.');
      byId('last').hidden = false;
    }
  };
  const byHash = () => {
    const row = all(byId('rows'), '.queue > li').find((one) => one.querySelector('a') && hashOf(one) === location.hash);
    if (row && row.dataset.f !== open) return showCard(row.dataset.f);
    if (!location.hash && open) showList();
  };
  addEventListener('hashchange', byHash);
  addEventListener('popstate', () => { if (!location.hash && open) showList(); });

  // New findings.
  const renewPart = (id, markup) => {
    const part = byId(id);
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    const words = byId('words') ? byId('words').value : '';
    const row = active && active.closest('li');
    part.innerHTML = markup;
    if (id === 'filters') {
      const wanted = byId('list').dataset.show;
      const choice = all(part, 'input[name=show]').find((input) => input.value === wanted);
      if (choice) choice.checked = true;
      else delete byId('list').dataset.show;
      if (byId('words')) byId('words').value = words;
    }
    if (!active) return;
    const again = active.id ? byId(active.id)
      : active.name ? all(part, 'input').find((input) => input.name === active.name && input.value === active.value)
        : row && rowOf(row.dataset.f) ? rowOf(row.dataset.f).querySelector('a') : null;
    if (again) again.focus();
  };
  const CHANGED = 'This finding has changed in the meantime.';
  const renew = async ({ own = false } = {}) => {
    const answer = await ask('/overview');
    if (!answer.ok) return show(byId('problem'), answer.message);
    version = answer.version;
    document.title = answer.title;
    byId('head').innerHTML = answer.head;
    renewPart('filters', answer.filters);
    renewPart('rows', answer.queue);
    renewPart('checked', answer.coverage);
    document.dispatchEvent(new Event('factlint:renewed'));
    if (whole.open) await showStatements({ again: true });
    // A decision that was refused before may be possible now.
    if (form()) form().querySelector('.compose [role=status]').textContent = '';
    show(byId('problem'), answer.problem || '');
    showUndo(answer.undo || []);
    if (!own) showImplied(null);
    if (!open) return;
    const row = rowOf(open);
    const card = article();
    if (row) show(byId('moved'), '');
    if (!row) {
      show(byId('moved'), own ? '' : 'This finding is gone, because the data has changed. What you typed is still here.');
    } else if (row.dataset.state !== card.dataset.state || row.dataset.seen !== card.dataset.seen) {
      if (!own) keepDraft();
      const typed = drafts.has(open) ? ' What you typed is still here: check it before you save.' : '';
      await showCard(open, { moved: own ? '' : CHANGED + typed, focus: false });
    } else {
      history.replaceState(null, '', hashOf(row));
    }
  };
  const poll = async () => {
    if (!document.hidden && !saving) {
      const answer = await ask('/state');
      if (!answer.ok) show(byId('problem'), answer.message);
      else if (answer.version !== version) await renew();
      else show(byId('problem'), answer.problem || '');
    }
    setTimeout(poll, 1500);
  };

  // Decisions.
  // A page can undo its own decisions or, if it has made none, the last decision.
  const mine = [];
  let undoable = null;
  const showUndo = (decisions) => {
    const own = decisions.filter((decision) => mine.includes(decision.fingerprint));
    undoable = (mine.length ? own : decisions).at(-1) || null;
    const button = document.querySelector('[data-do=undo]');
    button.hidden = !undoable;
    if (undoable) {
      button.title = undoable.words;
      button.textContent = undoable.button;
      byId('last').hidden = false;
      if (!byId('said').textContent) byId('said').textContent = undoable.words;
    }
  };
  const showImplied = (apply) => {
    implied = apply || null;
    document.querySelector('[data-do=apply-last]').hidden = !implied;
  };
  const said = (words) => {
    byId('last').hidden = false;
    byId('said').textContent = '';
    requestAnimationFrame(() => { byId('said').textContent = words; });
  };
  const refuse = (own, words, field) => {
    own.querySelector('.compose').disabled = false;
    own.querySelector('.compose [role=status]').textContent = words;
    if (field) field.focus();
  };
  const save = async () => {
    const own = form();
    if (!own || saving) return;
    const answer = own.querySelector('.opt input:checked');
    const { reason, by, until } = own.elements;
    const missing = unanswered(own);
    if (missing) return refuse(own, missing.words, missing.field);
    if (unseen) {
      unseen = false;
      return refuse(own, CHANGED + ' Nothing was saved: check it, then save again.');
    }
    saving = true;
    keepDraft();
    const card = article();
    const shown = rows();
    const after = shown[shown.findIndex((row) => row.dataset.f === open) + 1];
    const result = await ask('/decide', {
      fingerprint: card.dataset.f, state: card.dataset.state, seen: card.dataset.seen || null,
      outcome: answer.dataset.outcome, chosen: JSON.parse(answer.dataset.chosen), wrong: JSON.parse(answer.dataset.wrong),
      reason: reason.value.trim(), by: by.value.trim(), until: answer.dataset.until === 'true' ? until.value : null, evidence: evidenceOf(own),
      words: answer.closest('.opt').querySelector('.words').textContent,
    });
    if (!result.ok) {
      if (!result.gone) await renew();
      saving = false;
      // The message of the refusal already says what changed.
      unseen = false;
      const now = form();
      if (now) return refuse(now, result.message);
      return said(result.message);
    }
    drafts.delete(open);
    keepDrafts();
    mine.push(card.dataset.f);
    await renew({ own: true });
    saving = false;
    showImplied(result.apply);
    said(result.message);
    following = after ? after.dataset.f : '';
    byId('last').scrollIntoView({ block: 'nearest' });
    const next = document.querySelector('[data-do=' + (implied ? 'apply-last' : 'next') + ']');
    if (next) next.focus({ preventScroll: true });
  };
  // Moves the focus, since the focused button may be gone.
  const focusNext = () => {
    const next = document.querySelector('#case:not([hidden]) [data-do=next]') || byId('list');
    next.focus({ preventScroll: true });
  };
  const undo = async () => {
    if (saving || document.querySelector('[data-do=undo]').hidden) return;
    saving = true;
    const result = await ask('/undo', { fingerprint: undoable.fingerprint });
    if (!result.gone) await renew({ own: true });
    saving = false;
    said(result.message);
    if (!result.ok) return;
    showImplied(null);
    if (result.fingerprint && rowOf(result.fingerprint)) await showCard(result.fingerprint);
    else focusNext();
  };
  const apply = async (what) => {
    if (saving) return;
    saving = true;
    const result = await ask('/apply', { fingerprint: what.fingerprint, state: what.state });
    if (result.ok) mine.push(what.fingerprint);
    if (!result.gone) await renew({ own: result.ok });
    saving = false;
    said(result.message);
    if (!result.ok) return;
    showImplied(null);
    if (open && !rowOf(open)) showList();
    else focusNext();
  };

  document.addEventListener('submit', (event) => { if (event.target === form()) save(); });
  document.addEventListener('input', (event) => { if (form() && form().contains(event.target)) keepDraft(); });
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.queue a');
    const row = link && link.closest('li[data-f]');
    if (row && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      return showCard(row.dataset.f);
    }
    const target = event.target.closest('a[href]');
    if (target && /^#c\d/.test(target.hash) && !byId(target.hash.slice(1))) {
      event.preventDefault();
      return showClaim(target.hash);
    }
    // The lists that numbers link to are hidden while a card is shown.
    if (open && event.target.closest('#head a')) showList();
    const button = event.target.closest('[data-do]');
    if (!button) return;
    const does = {
      list: showList, next: () => step(1), previous: () => step(-1), undo,
      'apply-last': () => implied && apply(implied),
      apply: () => apply({ fingerprint: button.dataset.f, state: button.dataset.state }),
    };
    does[button.dataset.do]();
  });

  // Keyboard shortcuts, outside fields only. They can be turned off.
  const shortcuts = byId('shortcuts');
  const KEY = 'factlint-shortcuts';
  try { shortcuts.checked = localStorage.getItem(KEY) !== 'off'; } catch (error) { /* The setting is not stored. */ }
  shortcuts.addEventListener('change', () => {
    try { localStorage.setItem(KEY, shortcuts.checked ? 'on' : 'off'); } catch (error) { /* The setting is not stored. */ }
  });
  const isField = (target) => target.closest('textarea, select, [contenteditable]') ||
    (target.matches('input') && !['radio', 'checkbox'].includes(target.type));
  const choose = (number) => {
    const own = form();
    const options = own ? all(own, '.opt input').filter((input) => !input.closest('details:not([open])')) : [];
    const option = options[number - 1];
    if (!option) return;
    option.checked = true;
    option.focus();
    option.dispatchEvent(new Event('input', { bubbles: true }));
    option.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const toReason = () => {
    const own = form();
    if (!own) return;
    own.querySelector('.compose').disabled = false;
    own.elements.reason.focus();
  };
  const toSearch = () => {
    if (open) showList();
    if (byId('words')) byId('words').focus();
  };
  const toKeys = () => {
    byId('keys').open = !byId('keys').open;
    byId('keys').querySelector('summary').focus();
  };
  const actions = {
    n: () => step(1), p: () => step(-1), r: toReason, s: save, u: undo, '/': toSearch, '?': toKeys,
    Escape: () => { if (open) showList(); },
  };
  document.addEventListener('keydown', (event) => {
    if (!shortcuts.checked || event.defaultPrevented || event.isComposing) return;
    if (isField(event.target)) {
      if (event.key === 'Escape') event.target.blur();
      if (event.key === 'Enter' && event.ctrlKey && form() && form().contains(event.target)) {
        event.preventDefault();
        save();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = /^[1-9]$/.test(event.key) ? () => choose(Number(event.key)) : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  byHash();
  renew();
  setTimeout(poll, 1500);
})();

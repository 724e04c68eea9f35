/*
 * What the pages gain with scripts: keys, live updates, the reader's own time zone, and the next card after a decision.
 * Nothing here is needed to decide: every form and link works without it.
 */
(() => {
  'use strict';

  const QUIET_MS = 400; // keys that come sooner were meant for the card before
  const ARMED_MS = 5000;
  const FATE_POLLS = 40;
  const OFFLINE_MS = 30000; // without a line for longer, what the card says may be old
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  const list = () => $('#list');
  const pane = () => $('section#card');
  const card = () => $('#card article.card');
  const rowOf = id => $(`li.row[data-approval="${CSS.escape(id)}"]`);
  const isWide = () => matchMedia('(min-width: 1100px)').matches;

  let armedUntil = 0;
  let lostAt = null; // since when there is no line to the server
  let deciding = null; // what was sent and is not answered yet
  const own = new Set(); // what this window decided

  // Words for people

  let saying = 0;
  function say(words) {
    clearTimeout(saying);
    saying = setTimeout(() => { $('#say').textContent = words; }, 50);
  }

  const two = number => String(number).padStart(2, '0');
  const clock = date => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const day = date => `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`;

  function timeText(as, date, now) {
    const today = day(date) === day(now);
    if (as === 'full') return `${day(date)}, ${clock(date)}`;
    if (as === 'since') return `${today ? '' : `${day(date)}, `}${clock(date).slice(0, 5)}`;
    if (as === 'when') return `${today ? 'today' : day(date)} ${clock(date).slice(0, 5)}`;
    if (as === 'left') return leftText(Math.floor((date - now) / 1000));
    const ago = Math.max(0, Math.floor((now - date) / 1000));
    if (as === 'ago' && ago < 60) return `${ago} s ago`;
    if (as === 'ago' && ago < 3600) return `${Math.floor(ago / 60)} min ago`;
    return today || $('main.run') ? clock(date) : `${day(date)}, ${clock(date)}`;
  }

  function leftText(seconds) {
    if (seconds <= 0) return 'over';
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? `${hours} h ${two(minutes % 60)}` : `${Math.floor(hours / 24)} days`;
  }

  function tellTime(root = document) {
    const now = new Date();
    for (const time of $$('time[data-as]', root)) {
      const date = new Date(time.dateTime);
      const text = timeText(time.dataset.as, date, now);
      if (time.textContent !== text) time.textContent = text;
      time.title = date.toLocaleString('en-GB', {
        day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short'
      });
      if (time.dataset.as === 'left') time.classList.toggle('soon', date - now < 15 * 60 * 1000);
    }
  }

  // Counts

  function count(view, step) {
    for (const node of $$(`[data-count="${view}"]`)) {
      const number = Number(node.textContent);
      if (node.textContent !== '' && Number.isInteger(number)) node.textContent = String(Math.max(0, number + step));
    }
    titleCount();
  }

  function titleCount() {
    const shown = $('#list h1 .count')?.textContent;
    if (shown === undefined || shown === '') return;
    document.title = (shown === '0' ? '' : `(${shown}) `) + document.title.replace(/^\([^)]*\) /, '');
  }

  // The card

  /** Keys are inert until the card was painted and a moment passed; the root element says when they work again. */
  let waiting = 0;
  function keysWait() {
    const turn = ++waiting;
    document.documentElement.dataset.ready = 'off';
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
      if (turn === waiting) document.documentElement.dataset.ready = 'on';
    }, QUIET_MS)));
  }

  /** Makes what was swapped in usable. */
  function settle() {
    keysWait();
    disarm();
    const shown = card();
    if (!shown) return;
    tellTime(shown);
    guardApprove(shown);
    const bar = $('#bar');
    if (bar) document.documentElement.style.setProperty('--bar-height', `${bar.offsetHeight}px`);
    for (const link of $$('li.row a[aria-current]')) link.removeAttribute('aria-current');
    const row = rowOf(shown.dataset.approval);
    if (row) {
      $('a', row).setAttribute('aria-current', 'true');
      row.scrollIntoView({ block: 'nearest' });
    }
    watchFate(shown, FATE_POLLS);
  }

  /** Approve waits for the end of a message, or for a tick, and says so beside it. */
  function guardApprove(shown) {
    const approve = $('button[value="approve"]', shown);
    const hint = $('#hint');
    if (!approve) return;
    const form = approve.form;
    form.noValidate = true;
    const usual = hint.textContent;
    const hold = words => {
      approve.setAttribute('aria-disabled', 'true');
      hint.textContent = words;
    };
    const free = () => {
      approve.removeAttribute('aria-disabled');
      hint.textContent = usual;
    };
    if ('read' in shown.dataset) {
      $('[data-unscripted]', shown)?.remove();
      const end = $('[data-end]', shown);
      hold('Read to the end to approve');
      const bar = $('#bar').offsetHeight;
      const sight = new IntersectionObserver(entries => {
        if (!entries.some(entry => entry.isIntersecting)) return;
        sight.disconnect();
        $('[data-seen]', shown).hidden = false;
        free();
      }, { rootMargin: `0px 0px -${bar}px 0px` });
      sight.observe(end);
    }
    const tick = $('[data-need="tick"]', shown);
    if (tick) {
      const weigh = () => (tick.checked ? free() : hold('Tick what you have checked. No key for this tier.'));
      const freed = usual.replace('Tick what you have checked. ', '');
      tick.addEventListener('change', () => { weigh(); if (tick.checked) hint.textContent = freed; });
      weigh();
      const votes = /^\d+ of \d+ votes\./.exec(usual);
      if (votes) hint.textContent = usual;
    }
  }

  async function open(url, push) {
    if (!pane() || (!isWide() && !$('main.at-item'))) {
      location.assign(url);
      return;
    }
    await htmx.ajax('GET', url, { target: '#card', swap: 'innerHTML show:none' });
    if (push) history.pushState({}, '', url);
    pane().scrollTop = 0;
    focusHeading();
  }

  function focusHeading() {
    const target = $('#card [role="alert"]') ?? $('#consequence');
    target?.focus({ preventScroll: true });
  }

  function neighbour(step) {
    const rows = $$('li.row a');
    const here = rows.findIndex(link => link.contains(document.activeElement));
    if (here >= 0) {
      rows[here + step]?.focus();
      return;
    }
    const current = rows.findIndex(link => link.hasAttribute('aria-current'));
    const next = current < 0 ? rows[0] : rows[current + step];
    if (next) open(next.href, true);
  }

  /** The next row that waits: below first, then from the top. */
  function nextOpen(id) {
    const rows = $$('li.row');
    const at = rows.findIndex(row => row.dataset.approval === id);
    return [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))].find(row => !row.classList.contains('ended'));
  }

  // Deciding

  document.addEventListener('click', event => {
    const button = event.target.closest?.('button');
    if (isOffline() && button?.closest('#approve, #reject')) {
      event.preventDefault();
      say($('[data-offline-notice]')?.textContent ?? '');
      return;
    }
    if (button?.getAttribute('aria-disabled') === 'true') {
      event.preventDefault();
      const missing = $('[data-need="tick"]:not(:checked)') ?? $('[data-end]');
      missing?.scrollIntoView?.({ block: 'center' });
      if (missing?.focus && missing.matches('input')) missing.focus();
      say($('#hint').textContent);
      return;
    }
    if (button?.name === 'reason_code' && button.value === 'OTHER' && !$('[name="note"]').value.trim()) {
      event.preventDefault();
      openNote('Other needs a note. Write it, then press Other again.');
    }
  }, true);

  function openNote(words) {
    const note = $('details.note');
    note.open = true;
    $('textarea', note).focus();
    $('#hint').textContent = words;
    $('#hint').classList.add('told');
    say(words);
  }

  document.addEventListener('htmx:beforeRequest', event => {
    const form = event.detail.elt;
    if (!form.matches?.('#approve, #reject')) return;
    const shown = card();
    deciding = { id: shown.dataset.approval, approve: form.id === 'approve', what: $('#approve button').firstChild.textContent.trim() };
  });

  document.addEventListener('htmx:afterSwap', event => {
    if (event.detail.target?.id !== 'card') return;
    settle();
    const sent = deciding;
    deciding = null;
    if (!sent) return;
    if (event.detail.xhr.status >= 400) {
      focusHeading();
      refreshRow(sent.id);
      return;
    }
    decided(sent);
  });

  for (const trouble of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) {
    document.addEventListener(trouble, event => {
      if (trouble === 'htmx:responseError' && event.detail.xhr.status < 500 && event.detail.xhr.status !== 404) return;
      if (trouble === 'htmx:responseError' && event.detail.xhr.status === 503) return;
      const sent = deciding;
      deciding = null;
      if (!sent || !$('#hint')) return;
      $('#hint').textContent = 'No answer came. We do not know if your vote counted; press again to find out.';
      $('#hint').classList.add('told');
      say($('#hint').textContent);
    });
  }

  async function decided(sent) {
    own.add(sent.id);
    count('mine', -1);
    say(sent.approve ? `Approved. ${sent.what.replace(/^Approve[^:]*: /, '')}` : 'Rejected');
    watchRow(sent.id, FATE_POLLS);
    const next = nextOpen(sent.id);
    if (next) {
      await open($('a', next).href, true);
      return;
    }
    focusHeading();
  }

  /** Decides a routine row whose line says the whole change. */
  async function approveRow(row) {
    if (isOffline()) { open($('a', row).href, true); return; }
    const id = row.dataset.approval;
    const following = nextOpen(id);
    const view = new URL($('a', row).href).search;
    own.add(id);
    const answer = await fetch(`/inbox/${id}/votes${view}`, {
      method: 'POST',
      headers: { 'HX-Request': 'true', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ verdict: 'approve', digest: row.dataset.digest }),
    });
    if (answer.status === 401) { location.reload(); return; }
    const words = await answer.text();
    if (!answer.ok) {
      own.delete(id);
      refreshRow(id);
      if (!isWide() || !words.includes('data-problem')) { open($('a', row).href, true); return; }
      pane().innerHTML = words;
      htmx.process(pane());
      settle();
      focusHeading();
      return;
    }
    count('mine', -1);
    say('Approved');
    await refreshRow(id);
    watchRow(id, FATE_POLLS);
    keysWait();
    if (card()?.dataset.approval === id) refreshCard();
    if (following) $('a', following).focus();
  }

  // Live

  async function text(url, headers = {}) {
    const answer = await fetch(url, { headers });
    if (answer.status === 401 || answer.redirected) { location.reload(); return null; }
    return answer.ok && answer.status !== 204 ? { words: await answer.text(), answer } : null;
  }

  /** Changes a row in place: the link that may hold the focus stays the same node. */
  async function refreshRow(id) {
    const row = rowOf(id);
    if (!row) return;
    const fresh = await text(`/inbox/${id}/row${new URL($('a', row).href).search}`);
    if (!fresh) return;
    const made = new DOMParser().parseFromString(fresh.words, 'text/html').querySelector('li.row');
    if (made.classList.contains('ended') && !row.classList.contains('ended')) {
      count('team', -1);
      if (!own.has(id) && deciding?.id !== id && list().dataset.view === 'mine') count('mine', -1);
    }
    row.className = made.className;
    for (const name of ['state', 'round', 'digest', 'tier']) row.dataset[name] = made.dataset[name];
    row.toggleAttribute('data-whole', made.hasAttribute('data-whole'));
    $('a', row).innerHTML = $('a', made).innerHTML;
    tellTime(row);
  }

  /** Follows a decided row until its call has an end. */
  async function watchRow(id, polls) {
    await refreshRow(id);
    const fate = rowOf(id) && $('.note', rowOf(id))?.textContent;
    if (polls > 0 && (fate === 'Queued' || fate === 'Sending')) setTimeout(() => watchRow(id, polls - 1), 1500);
  }

  const unseen = new Set();
  async function meet(id, state) {
    const here = list();
    if (!here || here.dataset.view === 'decided' || !['pending', 'stale'].includes(state) || unseen.has(id)) return;
    const fresh = await text(`/inbox/${id}/row?view=${here.dataset.view}`);
    if (!fresh || fresh.answer.headers.get('X-Belongs') !== 'true' || unseen.has(id) || rowOf(id)) return;
    unseen.add(id);
    count('team', 1);
    if (here.dataset.view === 'mine') count('mine', 1);
    const pill = $('[data-new]');
    pill.hidden = false;
    pill.textContent = `${unseen.size} new`;
    if ($('main.empty') && document.activeElement === document.body) location.reload();
  }

  document.addEventListener('click', async event => {
    const pill = event.target.closest?.('[data-new]');
    if (!pill || !$('ul.rows')) return;
    event.preventDefault();
    const fresh = await text(list().dataset.self);
    if (!fresh) return;
    const made = new DOMParser().parseFromString(fresh.words, 'text/html');
    const rows = made.querySelector('ul.rows');
    if (!rows) { location.assign(list().dataset.self); return; }
    $('ul.rows').replaceWith(document.adoptNode(rows));
    for (const node of made.querySelectorAll('[data-count]')) {
      for (const mine of $$(`[data-count="${node.dataset.count}"]`)) mine.textContent = node.textContent;
    }
    unseen.clear();
    pill.hidden = true;
    titleCount();
    tellTime(list());
    const shown = card();
    for (const link of $$('li.row a[aria-current]')) link.removeAttribute('aria-current');
    if (shown) rowOf(shown.dataset.approval)?.querySelector('a').setAttribute('aria-current', 'true');
    $('#list-title').focus();
  });

  /** Brings the open card up to date without touching what the person is using. */
  async function refreshCard() {
    const shown = card();
    if (!shown || deciding) return;
    const fresh = await text(shown.dataset.refresh, { 'HX-Request': 'true' });
    const now = card();
    if (!fresh || deciding || !now || now.dataset.approval !== shown.dataset.approval) return;
    const made = new DOMParser().parseFromString(fresh.words, 'text/html').querySelector('article.card');
    if (!made) return;
    const same = made.dataset.digest === now.dataset.digest && made.dataset.state === now.dataset.state;
    if (same && 'votable' in now.dataset && 'votable' in made.dataset) return;
    const bar = $('#bar');
    if (made.dataset.digest !== now.dataset.digest && 'votable' in made.dataset) {
      notice(now, 'This was asked again with other values.', 'Nothing was sent. Your vote would not count on these. ', 'Show the new values');
      return;
    }
    if (bar.contains(document.activeElement) && 'votable' in now.dataset) {
      tellTime(made);
      const words = $('.outcome p', made)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
      notice(now, 'This is decided already.', `${words}. `, 'Show what became of it');
      return;
    }
    const watched = $('.outcome[data-fate]', now) !== null;
    now.dataset.state = made.dataset.state;
    delete now.dataset.votable;
    bar.replaceChildren(...$('#bar', made).childNodes);
    tellTime(now);
    if (!watched) watchFate(now, FATE_POLLS);
  }

  function noticeBox(headline, words) {
    const box = document.createElement('div');
    box.className = 'notice';
    box.innerHTML = '<svg class="icon" width="14" height="14" aria-hidden="true" focusable="false"><use href="#i-triangle"/></svg><div><p><b></b></p></div>';
    $('b', box).textContent = headline;
    $('p', box).append(` ${words}`);
    return box;
  }

  function notice(shown, headline, words, offer) {
    $('[data-live-notice]')?.remove();
    const box = noticeBox(headline, words);
    box.dataset.liveNotice = '';
    const link = document.createElement('a');
    link.href = shown.dataset.refresh;
    link.textContent = offer;
    link.addEventListener('click', event => {
      event.preventDefault();
      open(link.href, false);
    });
    $('p', box).append(link);
    $('#consequence').before(box);
    say(`${headline} ${words}`);
  }

  /** What became of an approved call: asked again until it is settled. */
  function watchFate(shown, polls) {
    const outcome = $('.outcome[data-fate]', shown);
    if (!outcome || 'settled' in outcome.dataset || polls === 0) return;
    setTimeout(async () => {
      if (card() !== shown) return;
      if (!document.hidden) {
        await refreshCard();
        refreshRow(shown.dataset.approval);
      }
      watchFate(shown, polls - 1);
    }, polls > FATE_POLLS / 2 ? 1000 : 5000);
  }

  function live(on) {
    for (const chip of $$('.live')) {
      chip.hidden = false;
      chip.dataset.live = on ? 'on' : 'off';
      chip.textContent = on ? 'Live' : 'Reconnecting';
    }
    lostAt = on ? null : lostAt ?? Date.now();
    weighLine();
  }

  const isOffline = () => lostAt !== null && Date.now() - lostAt > OFFLINE_MS;

  /** Deciding is off while the line is gone for long; what was typed stays where it is. */
  function weighLine() {
    const off = isOffline();
    const buttons = $$('#approve button, #reject button');
    for (const button of buttons) {
      if (off && button.getAttribute('aria-disabled') !== 'true') {
        button.setAttribute('aria-disabled', 'true');
        button.dataset.offline = '';
      } else if (!off && 'offline' in button.dataset) {
        button.removeAttribute('aria-disabled');
        delete button.dataset.offline;
      }
    }
    const box = $('[data-offline-notice]');
    if (!off || buttons.length === 0) { box?.remove(); return; }
    for (const chip of $$('.live')) chip.textContent = `Offline since ${clock(new Date(lostAt)).slice(0, 5)}`;
    const headline = `You are offline for ${span(Math.floor((Date.now() - lostAt) / 1000))}.`;
    if (box) { $('b', box).textContent = headline; return; }
    const made = noticeBox(headline, 'Deciding is off until the line is back.');
    made.dataset.offlineNotice = '';
    $('#consequence').before(made);
    say(`${headline} Deciding is off until the line is back.`);
  }

  const span = seconds => (seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} min` : leftText(seconds));

  /** @param lost whether there was a line before, and something may have been missed since */
  function listen(lost = false) {
    const stream = new EventSource('/inbox/stream');
    let retry = 1000;
    stream.onopen = () => {
      live(true);
      retry = 1000;
      if (lost) catchUp();
      lost = false;
    };
    stream.onerror = () => {
      lost = true;
      live(false);
      if (stream.readyState === EventSource.CLOSED) {
        retry = Math.min(retry * 2, 30000);
        setTimeout(() => listen(true), retry);
      }
    };
    stream.addEventListener('approval', event => {
      const change = JSON.parse(event.data);
      if (rowOf(change.id)) refreshRow(change.id);
      else meet(change.id, change.state);
      if (card()?.dataset.approval === change.id) refreshCard();
    });
    stream.addEventListener('reset', catchUp);
    stream.addEventListener('policy', refreshTrouble);
    const again = () => { stream.close(); removeEventListener('online', again); listen(true); };
    addEventListener('online', again);
    addEventListener('offline', () => { lost = true; live(false); });
    addEventListener('pagehide', () => stream.close());
  }

  /** Whether policy answers, as the server says it now. Notices hold nothing that could have the focus. */
  async function refreshTrouble() {
    const fresh = await text(location.pathname + location.search);
    if (!fresh) return;
    const made = new DOMParser().parseFromString(fresh.words, 'text/html');
    for (const old of $$('[data-policy-trouble]')) old.remove();
    const notices = part => made.querySelector(`[data-policy-trouble="${part}"]`);
    const listed = notices('list') ?? notices('all');
    if (!listed) { say('Policy answers again'); return; }
    const rows = $('ul.rows');
    if (rows) rows.before(document.adoptNode(listed));
    else list().prepend(document.adoptNode(listed));
    const carded = notices('card');
    if (carded && card() && 'votable' in card().dataset) $('#consequence').before(document.adoptNode(carded));
    tellTime();
  }

  function catchUp() {
    if ($('[data-policy-trouble]')) refreshTrouble();
    for (const row of $$('li.row:not(.ended)')) refreshRow(row.dataset.approval);
    refreshCard();
  }

  // Keys

  const chipKeys = ['WRONG_RECORD', 'WRONG_VALUE', 'WRONG_TIME', 'NOT_ALLOWED', 'OTHER'];

  function disarm() {
    armedUntil = 0;
    $('#reject')?.removeAttribute('data-armed');
  }

  function press(event) {
    const row = document.activeElement?.closest?.('li.row');
    const shown = card();
    switch (event.key) {
      case 'j': neighbour(1); return true;
      case 'k': neighbour(-1); return true;
      case 'a': return row ? approveFromList(row) : approveFromCard(shown);
      case 'r': return arm(row, shown);
      case 'v': if (shown) location.assign($('[data-run]', shown).href); return true;
      case '?': $('#keys').showModal(); return true;
      case 'Escape': back(shown); return true;
      default: return digit(event.key);
    }
  }

  function approveFromList(row) {
    if (row.classList.contains('ended')) return true;
    if ('whole' in row.dataset) approveRow(row);
    else open($('a', row).href, true);
    return true;
  }

  function approveFromCard(shown) {
    if (!shown || !('votable' in shown.dataset) || shown.dataset.tier === 'T3') return true;
    $('button[value="approve"]', shown).click();
    return true;
  }

  function arm(row, shown) {
    if (row && row.dataset.approval !== shown?.dataset.approval) {
      open($('a', row).href, true);
      return true;
    }
    if (!shown || !('votable' in shown.dataset)) return true;
    armedUntil = performance.now() + ARMED_MS;
    $('#reject').dataset.armed = '';
    setTimeout(() => { if (performance.now() >= armedUntil) disarm(); }, ARMED_MS + 20);
    say('Reject: 1 wrong record, 2 wrong value, 3 wrong time, 4 not allowed, 5 other');
    return true;
  }

  function digit(key) {
    const at = '12345'.indexOf(key);
    if (key.length !== 1 || at < 0 || performance.now() > armedUntil) return false;
    disarm();
    $(`button[name="reason_code"][value="${chipKeys[at]}"]`)?.click();
    return true;
  }

  function back(shown) {
    if (armedUntil > performance.now()) { disarm(); return; }
    if (!isWide()) {
      if ($('main.at-item')) location.assign($('[data-back]').href);
      return;
    }
    const row = shown && rowOf(shown.dataset.approval);
    (row ? $('a', row) : $('li.row a'))?.focus();
  }

  document.addEventListener('keydown', event => {
    if (event.repeat || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest?.('input:not([type="checkbox"]), textarea, select, [contenteditable]');
    if (field) {
      if (event.key === 'Escape') { field.blur(); focusHeading(); }
      return;
    }
    if ($('dialog[open]') || document.documentElement.dataset.ready !== 'on') return;
    if (press(event)) event.preventDefault();
  });

  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-keys]')) { $('#keys').showModal(); return; }
    const link = event.target.closest?.('li.row a, [data-next], [data-previous]');
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!pane() || !isWide()) return;
    event.preventDefault();
    open(link.href, true);
  });

  addEventListener('popstate', () => location.reload());

  for (const button of $$('[data-keys]')) button.hidden = false;
  tellTime();
  setInterval(() => { tellTime(); weighLine(); }, 1000);
  settle();
  if ($('main.panes, main.empty')) listen();
})();

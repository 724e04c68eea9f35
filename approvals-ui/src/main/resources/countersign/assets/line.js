/*
 * One line to the server for all tabs of a browser, which has six connections to give away. One tab leads: it holds the
 * stream and tells the others what comes. When it closes or crashes its lock is free, and the next tab goes on from the
 * last event that it heard. Where tabs cannot talk to each other, each one leads itself.
 */
import { $, hear, tell, viewer } from './dom.js';
import { setClock } from './time.js';

const FIRST_BEAT_MS = 10000; // whoever keeps a stream back for longer does not let it through
const SILENCE_MS = 40000; // the server beats every 15 s
const POLL_MS = 15000;
const POLLS = 4; // then the stream is tried again
const RETRY_MS = 8000;
const COUNTS_MS = 3000;
const ANSWER_MS = 3000; // a leader that says nothing for longer hangs
const KEPT = 200;
const NAME = `countersign-line-${viewer()}`;

const tab = Math.random().toString(36).slice(2);
const shared = 'locks' in navigator && 'BroadcastChannel' in window;
const kept = []; // the latest changes, for tabs that come later
let begun = $('main')?.dataset.position ?? '';
let last = begun;
let state = { is: 'opening', since: Date.now() };
let channel = null;
let wish = null; // to lead, once the leader is gone
let release = null; // gives the lead away
let leading = false;
let stream = null;
let timer = 0; // until the line is looked at again
let counting = 0;
let countedAt = -COUNTS_MS;
let retry = 0;
let polls = 0;
let position = null;
let answered = 0; // until the leader must have answered

export const leads = () => leading;
export const post = message => channel?.postMessage(message);
const hearers = [];
/** What tabs say to each other beyond the line itself. */
export const onWord = act => hearers.push(act);

/** Every tab takes what came, the leader's own included. Nothing counts twice. */
function take(what, detail) {
  if (what === 'change') {
    if (kept.some(change => change.event === detail.event)) return;
    kept.push(detail);
    if (kept.length > KEPT) kept.shift();
    last = detail.event;
  } else if (what === 'reset') {
    if (detail?.event) last = detail.event;
  } else if (what === 'beat') {
    setClock(detail.now);
    return;
  } else if (what === 'line') {
    state = detail;
  }
  tell(what, detail);
}

function pass(what, detail) {
  post({ what, detail });
  take(what, detail);
  if (what === 'change' || what === 'reset') countSoon();
}

function become(is) {
  if (state.is === is) return;
  const since = is === 'off' && state.is === 'opening' ? state.since : Date.now();
  pass('line', { is, since });
}

// ---- the leader ----

function lead() {
  leading = true;
  if (last) connect();
  else countThenConnect();
}

/** A page that does not say where it was made hears of everything since its counts, however long the line takes. */
async function countThenConnect() {
  const answer = await ask();
  if (!leading || stream) return;
  if (answer === 'out') { end(); return; }
  if (answer) {
    last = begun = answer.position ?? '';
    countedAt = performance.now();
    pass('counts', answer.counts);
  }
  connect();
}

function close() {
  clearTimeout(timer);
  stream?.close();
  stream = null;
}

function connect() {
  close();
  const opened = new EventSource(`/inbox/stream${last ? `?last=${encodeURIComponent(last)}` : ''}`);
  let beaten = false;
  stream = opened;
  timer = setTimeout(probe, FIRST_BEAT_MS);
  const on = (name, act) => opened.addEventListener(name, event => {
    if (opened === stream) act(JSON.parse(event.data), event.lastEventId);
  });
  on('beat', beat => { beaten = true; heard(beat); });
  on('policy', beat => { beaten = true; heard(beat); pass('policy', beat); });
  on('approval', (change, event) => pass('change', { ...change, event }));
  on('reset', (none, event) => pass('reset', { event }));
  opened.onerror = () => {
    if (opened !== stream) return;
    if (state.is !== 'slow') become('off');
    // A line that was good comes back by itself, once. Whatever else is wrong, the server is asked what it is.
    if (opened.readyState === EventSource.CLOSED || !beaten) probe();
    beaten = false;
  };
}

function heard(beat) {
  if (beat.viewer !== viewer()) { end(); return; }
  clearTimeout(timer);
  timer = setTimeout(connect, SILENCE_MS);
  retry = 0;
  polls = 0;
  const missed = state.is !== 'opening' && state.is !== 'on' && !last;
  become('on');
  pass('beat', { now: beat.now });
  if (missed) pass('reset', {});
}

/** Why there is no stream: no session, no server, or something on the way that keeps it back. */
async function probe() {
  close();
  const answer = await ask();
  if (!leading || stream) return;
  if (answer === 'out') { end(); return; }
  if (!answer) {
    become('off');
    retry = Math.min(retry ? retry * 2 : 1000, RETRY_MS);
    timer = setTimeout(connect, retry);
    return;
  }
  become('slow');
  pass('counts', answer.counts);
  const before = position ?? last;
  if (before && before !== answer.position) pass('reset', { event: answer.position });
  position = answer.position;
  polls = (polls + 1) % POLLS;
  timer = setTimeout(polls === 0 ? connect : probe, POLL_MS);
}

function end() {
  close();
  become('out');
}

async function ask() {
  try {
    const answer = await fetch('/inbox/counts', { signal: AbortSignal.timeout(10000) });
    if (answer.status === 401) return 'out';
    return answer.ok ? { counts: await answer.json(), position: answer.headers.get('X-Position') } : null;
  } catch {
    return null;
  }
}

function countSoon() {
  if (!leading || counting) return;
  counting = setTimeout(async () => {
    countedAt = performance.now();
    const answer = await ask();
    counting = 0;
    if (answer === 'out') end();
    else if (answer) pass('counts', answer.counts);
  }, Math.max(100, countedAt + COUNTS_MS - performance.now()));
}

/** Somebody did something that changes the counts, or a page stands there without any. */
export function wantCounts() {
  if (leading) countSoon();
  else post({ ask: 'counts' });
}

// ---- the others ----

function asked({ ask: what, from, at, fresh }) {
  if (!leading) return;
  if (what === 'counts') countSoon();
  if (what === 'again' && state.is === 'off') connect();
  if (what === 'check') ask().then(answer => { if (answer === 'out') end(); });
  if (what !== 'line') return;
  if (fresh && state.is === 'out') connect();
  post({ to: from, what: 'line', detail: state });
  if (!at || at === last) return;
  const known = kept.findIndex(change => change.event === at);
  if (known < 0 && at !== begun) {
    if (!last) last = begun = at;
    post({ to: from, what: 'reset', detail: { event: last } });
    return;
  }
  for (const change of kept.slice(known + 1)) post({ to: from, what: 'change', detail: change });
}

/** Asks the leader how the line is; one that does not answer loses the lead to us. */
function greet(fresh = false) {
  if (!channel || leading) return;
  post({ ask: 'line', from: tab, at: last, fresh });
  if (answered) return;
  answered = setTimeout(() => {
    answered = 0;
    if (!channel || leading) return;
    wish.abort();
    navigator.locks.request(NAME, { steal: true }, hold).catch(wait);
  }, ANSWER_MS);
}

function hold() {
  return new Promise(done => {
    release = done;
    lead();
  });
}

/** Waits for the lead; comes here again when another tab took it, because this one hung. */
function wait() {
  if (leading) {
    leading = false;
    close();
  }
  if (!channel) return;
  wish = new AbortController();
  navigator.locks.request(NAME, { signal: wish.signal }, hold).catch(trouble => {
    if (channel && !wish.signal.aborted && trouble?.name === 'AbortError') wait();
  });
}

function join() {
  if (!shared) { lead(); return; }
  channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => {
    for (const act of hearers) act(data);
    if (data.ask) { asked(data); return; }
    if (data.to && data.to !== tab) return;
    clearTimeout(answered);
    answered = 0;
    take(data.what, data.detail);
  };
  wait();
  greet(true);
}

/** A page that is left keeps nothing that would keep it out of the browser's memory of pages. */
function leave() {
  const told = channel;
  channel = null;
  clearTimeout(answered);
  clearTimeout(counting);
  answered = counting = 0;
  leading = false;
  close();
  wish?.abort();
  release?.();
  told?.close();
}

export function listen() {
  if (!viewer()) return;
  join();
  addEventListener('pagehide', leave);
  addEventListener('pageshow', event => {
    if (!event.persisted) return;
    state = { is: 'opening', since: Date.now() };
    join();
    tell('reset', {});
  });
  addEventListener('online', () => { if (leading) connect(); else post({ ask: 'again' }); });
  addEventListener('offline', () => {
    if (!leading) return;
    close();
    become('off');
  });
  document.addEventListener('visibilitychange', look);
  setInterval(look, 10000);
  hear('signed-out', () => { if (leading) end(); else post({ ask: 'check' }); });
}

/** Timers of hidden tabs sleep; the tab that is looked at sees to it that the line is tried now. */
function look() {
  if (document.hidden) return;
  greet();
  const away = (state.is === 'off' || state.is === 'opening') && Date.now() - state.since > 5000;
  if (away && leading && !stream) connect();
  else if (away && !leading) post({ ask: 'again' });
}

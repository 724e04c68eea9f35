/** What every module uses: finding nodes, speaking to a screen reader, asking the server, and telling each other. */

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export const list = () => $('#list[data-view]');
export const pane = () => $('section#card');
export const card = () => $('#card article.card');
export const rowOf = id => $(`li.row[data-approval="${CSS.escape(id)}"]`);
export const isWide = () => matchMedia('(min-width: 1100px)').matches;
export const viewer = () => $('[data-viewer]')?.dataset.viewer ?? '';

/** What this browser remembers under a name; null when it remembers nothing. */
export function stored(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

const SAY_MS = 10000;
const unsaid = [];
let saidAt = -SAY_MS;
let saying = 0;
/** The one polite live region: at most one message in ten seconds, made of what was to be said meanwhile. */
export function say(words) {
  if (!words || unsaid.includes(words)) return;
  unsaid.push(words);
  saying ||= setTimeout(() => {
    saying = 0;
    saidAt = performance.now();
    $('#say').textContent = unsaid.splice(0).slice(-3).join('. ');
  }, Math.max(50, saidAt + SAY_MS - performance.now()));
}

const alarm = document.createElement('p');
alarm.id = 'alarm';
alarm.className = 'hidden';
alarm.setAttribute('role', 'alert');
document.body.append(alarm);
/** What the person just tried does not work: said at once, over anything else. */
export function warn(words) {
  alarm.textContent = '';
  setTimeout(() => { alarm.textContent = words; }, 50);
}

/** A page or fragment, or null when there is none to show; without a session everybody here hears of it. */
export async function text(url, headers = {}) {
  let answer;
  try {
    answer = await fetch(url, { headers });
  } catch {
    return null;
  }
  if (answer.status === 401 || (answer.redirected && new URL(answer.url).pathname === '/sign-in')) {
    tell('signed-out');
    return null;
  }
  return answer.ok && answer.status !== 204 ? { words: await answer.text(), answer } : null;
}

export const parsed = words => new DOMParser().parseFromString(words, 'text/html');

/*
 * What modules tell each other, as events of the document:
 *   shown   {card}        a card was swapped in and is usable
 *   decided {id, approve} this window's vote counted
 *   change  {id, state, round, digest}  the stream said that an approval changed
 *   reset                 the stream was away too long: ask for everything that is shown
 *   policy                whether policy answers is different now
 *   line    {is, since}   the line to the server is on, slow (asks now and then), off, or out (the session ended)
 *   counts  {view: number}  how many items wait
 *   help, palette         the person asked for that dialog
 *   signed-out            a request was refused for want of a session
 */
export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`countersign:${name}`, { detail }));
export const hear = (name, act) => document.addEventListener(`countersign:${name}`, event => act(event.detail));

/** What every module uses: finding nodes, speaking to a screen reader, asking the server, and telling each other. */

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export const list = () => $('#list');
export const pane = () => $('section#card');
export const card = () => $('#card article.card');
export const rowOf = id => $(`li.row[data-approval="${CSS.escape(id)}"]`);
export const isWide = () => matchMedia('(min-width: 1100px)').matches;

let saying = 0;
/** The one polite live region. Words that come in quick succession replace each other. */
export function say(words) {
  clearTimeout(saying);
  saying = setTimeout(() => { $('#say').textContent = words; }, 50);
}

/** A page or fragment, or null when there is none to show; without a session the browser goes to sign in. */
export async function text(url, headers = {}) {
  const answer = await fetch(url, { headers });
  if (answer.status === 401 || answer.redirected) { location.reload(); return null; }
  return answer.ok && answer.status !== 204 ? { words: await answer.text(), answer } : null;
}

/*
 * What modules tell each other, as events of the document:
 *   shown   {card}        a card was swapped in and is usable
 *   decided {id, approve} this window's vote counted
 *   change  {id, state, round, digest}  the stream said that an approval changed
 */
export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`countersign:${name}`, { detail }));
export const hear = (name, act) => document.addEventListener(`countersign:${name}`, event => act(event.detail));

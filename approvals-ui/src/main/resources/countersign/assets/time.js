/** Times in the reader's own zone; the server's words stay where there are no scripts. */

import { $, $$ } from './dom.js';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

let skew = 0; // how far the server's clock is ahead of this browser's
export const serverNow = () => new Date(Date.now() + skew);
export function setClock(iso) {
  const ahead = Date.parse(iso) - Date.now();
  skew = Math.abs(ahead) < 2000 ? 0 : ahead;
}

const two = number => String(number).padStart(2, '0');
export const clock = date => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
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

export function leftText(seconds) {
  if (seconds <= 0) return 'over';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${two(minutes % 60)}` : `${Math.floor(hours / 24)} days`;
}

export function tellTime(root = document) {
  const now = serverNow();
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

export const span = seconds => (seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} min` : leftText(seconds));

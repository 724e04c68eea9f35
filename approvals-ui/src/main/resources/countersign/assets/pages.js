/*
 * What the pages gain with scripts: keys, live updates, the reader's own time zone, and the next card after a decision.
 * Nothing here is needed to decide: every form and link works without it.
 */
import { serverNow, tellTime } from './time.js';
import { settle } from './card.js';
import { titleCount } from './counts.js';
import { askWhatEnded, weighLine } from './live.js';
import { listen } from './line.js';
import './reading.js';
import './deciding.js';
import './rows.js';
import './keys.js';
import './help.js';
import './notes.js';
import './story.js';
import './hold.js';
import './edit.js';
import './attention.js';
import './group.js';

addEventListener('popstate', () => location.reload());
tellTime();
setInterval(() => { tellTime(); weighLine(); askWhatEnded(serverNow()); }, 1000);
settle();
titleCount();
listen();

'use strict';

// What the daemon says comes as server-sent events: a snapshot, then what changes. It is put into the page at most once a
// frame, row by row. All texts of callers go in as text, never as markup.

const byId = (id) => document.getElementById(id);

/** A word of the spec as people write it. */
const words = (name) => name.replaceAll('_', ' ');

const calls = new Map();
/** Phones, queues, trunks and the like. */
const things = new Map();
const pbxs = new Map();
/** Keys of what is not yet in the page as it is here. */
const changedCalls = new Set();
const changedThings = new Set();
let figuresChanged = false;

let chosen = '';
/** How far the daemon's clock is ahead of this one's, in milliseconds. */
let ahead = 0;
let zone = '';
/** Which way words say that a call goes: inward, outward, inside. */
let ways = {};
/** How far the daemon's time of day is ahead of UTC, in milliseconds. */
let offset = 0;
let countedSince = null;
let endedTotal = 0;
let isLive = false;

const keyOf = (pbx, id) => `${pbx}\n${id}`;
const keyOfThing = ({ pbx, kind, name }) => `${pbx}\n${kind}\n${name}`;

/** An element with a class and a text. */
function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// ---------------------------------------------------------------------------------------------------------------------
// What the daemon says

/** Beside this page; without a user and password, which stand in its address where somebody put them there. */
const at = (path) => new URL(path, location.origin + location.pathname);

let source = null;
let retry = null;

function connect() {
  retry = null;
  source = new EventSource(at('board/events'));
  source.addEventListener('open', () => { isLive = true; showStatus(); });
  source.addEventListener('snapshot', (event) => take(JSON.parse(event.data), true));
  source.addEventListener('changes', (event) => take(JSON.parse(event.data), false));
  source.addEventListener('error', () => {
    isLive = false;
    showStatus();
    // It connects again by itself, except where the answer was a refusal, such as when too many look at once.
    if (source.readyState === EventSource.CLOSED && retry === null) retry = setTimeout(connect, 5000);
  });
}

function take(update, isWhole) {
  ahead = Date.parse(update.now) - Date.now();
  zone = update.zone;
  ways = update.ways;
  offset = 1000 * update.utc_offset;
  countedSince = update.counted_since ?? null;
  if (isWhole) {
    for (const key of calls.keys()) changedCalls.add(key);
    for (const key of things.keys()) changedThings.add(key);
    calls.clear();
    things.clear();
    pbxs.clear();
  }
  for (const { pbx, call_id: id } of update.gone) {
    calls.delete(keyOf(pbx, id));
    changedCalls.add(keyOf(pbx, id));
  }
  for (const call of update.calls) {
    call.time = Date.parse(call.since);
    calls.set(keyOf(call.pbx, call.call_id), call);
    changedCalls.add(keyOf(call.pbx, call.call_id));
  }
  for (const gone of update.things_gone) {
    things.delete(keyOfThing(gone));
    changedThings.add(keyOfThing(gone));
  }
  for (const thing of update.things) {
    thing.time = Date.parse(thing.since);
    things.set(keyOfThing(thing), thing);
    changedThings.add(keyOfThing(thing));
  }
  for (const pbx of update.pbxs) pbxs.set(pbx.name, pbx);
  if (update.pbxs.length > 0 || isWhole) figuresChanged = true;
  if (update.recent !== endedTotal || isWhole) {
    endedTotal = update.recent;
    searchSoon();
  }
  drawSoon();
}

// ---------------------------------------------------------------------------------------------------------------------
// Into the page

let isDrawing = false;

function drawSoon() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    draw();
  });
}

function draw() {
  drawCalls();
  drawThings();
  if (figuresChanged) {
    figuresChanged = false;
    drawFigures();
    drawChoice();
    showStatus();
  }
}

const isShown = (item) => chosen === '' || item.pbx === chosen;

const arrows = { inward: '↙', outward: '↗', inside: '↔' };

/** Which way a call goes: an arrow for those who see it, and the word. */
function direction(word, way) {
  const made = element('span', `way ${way ?? ''}`);
  const arrow = element('span', 'arrow', arrows[way] ?? '');
  arrow.setAttribute('aria-hidden', 'true');
  made.append(arrow, ` ${words(word)}`);
  return made;
}

/** A party: its number, and its name below; of the caller, which way the call goes as well. */
function fillParty(cell, party, word, way) {
  const name = party?.name;
  const extension = party?.extension ?? (name ? '' : 'unknown');
  cell.replaceChildren();
  if (extension) cell.append(element('span', 'extension', extension));
  if (name) cell.append(element('span', 'name', name));
  if (word) cell.append(direction(word, way));
}

/** On a narrow screen cells stand beneath each other, and would be no row of a table any more for those who hear it. */
function giveRoles(row) {
  row.setAttribute('role', 'row');
  for (const cell of row.cells) cell.setAttribute('role', 'cell');
}

const rows = new Map();

function makeRow(call) {
  const row = element('tr');
  const cells = {
    from: element('td', 'party from'), to: element('td', 'party to'), state: element('td', 'state-cell'),
    time: element('td', 'number for'), pbx: element('td', 'pbx', call.pbx),
  };
  cells.label = element('span', 'state');
  cells.state.append(cells.label);
  row.append(cells.from, cells.to, cells.state, cells.time, cells.pbx);
  row.dataset.call = call.call_id;
  giveRoles(row);
  return { row, cells };
}

function fillRow({ row, cells }, call) {
  const last = call.last;
  // Where the last event says who it is from, whom it is with and whose phones ring.
  const parties = { from: last[call.from_field], to: last[call.to_field] };
  const word = last[call.direction_field];
  const from = JSON.stringify([parties.from ?? null, word ?? null]);
  // A group that rings: those who could take the call say more than what was dialled.
  const ringing = call.tone === 'waiting' ? last[call.phones_field] : undefined;
  const to = JSON.stringify([parties.to ?? null, ringing ?? null]);
  if (cells.fromShown !== from) {
    cells.fromShown = from;
    fillParty(cells.from, parties.from, word, ways[word]);
  }
  if (cells.toShown !== to) {
    cells.toShown = to;
    fillParty(cells.to, parties.to);
    const others = (ringing ?? []).filter((one) => one.extension && one.extension !== parties.to?.extension);
    if (others.length > 0) {
      const shown = others.slice(0, 5).map((one) => one.extension).join(', ');
      cells.to.append(element('span', 'name', `rings ${shown}${others.length > 5 ? ' …' : ''}`));
    }
  }
  setText(cells.label, words(call.state));
  cells.label.className = `state ${call.tone ?? ''}`;
  row.dataset.sequence = last.sequence;
}

function drawCalls() {
  const body = byId('calls').tBodies[0];
  const added = [];
  for (const key of changedCalls) {
    const call = calls.get(key);
    const known = rows.get(key);
    if (!call || !isShown(call)) {
      known?.row.remove();
      rows.delete(key);
      continue;
    }
    if (known) {
      fillRow(known, call);
    } else {
      const made = makeRow(call);
      fillRow(made, call);
      rows.set(key, made);
      added.push([call, made.row]);
    }
  }
  changedCalls.clear();
  // New ones come last, so that no row moves under the eye or the pointer.
  added.sort(([one], [other]) => one.time - other.time);
  body.append(...added.map(([, row]) => row));
  setText(byId('calls-count'), rows.size > 0 ? count(rows.size, 'call', 'calls') : '');
  const others = [...pbxs.values()].filter((pbx) => chosen === '' || pbx.name === chosen)
    .reduce((total, pbx) => total + pbx.open, -rows.size);
  byId('calls-others').hidden = others <= 0;
  setText(byId('calls-others'), `${rows.size > 0 ? 'And ' : ''}${count(others, 'call', 'calls')} of which nothing is told `
    + 'yet: no phone rang so far, or the daemon began later.');
  byId('calls-none').hidden = rows.size > 0 || others > 0;
  byId('calls').hidden = rows.size === 0;
  countUp(added.length > 0);
}

const answersIn = (hours) => hours.reduce((total, [answered, missed]) => total + answered + missed, 0);

const count = (number, one, more) => `${number} ${number === 1 ? one : more}`;

function drawFigures() {
  const shown = [...pbxs.values()].filter((pbx) => chosen === '' || pbx.name === chosen).map((pbx) => pbx.today);
  const sum = (name) => shown.reduce((total, day) => total + day[name], 0);
  setText(byId('day-calls'), `${sum('calls')}`);
  setText(byId('answered'), `${sum('answered')}`);
  setText(byId('missed'), `${sum('missed')}`);
  setText(byId('unreached'), `${sum('unreached')}`);
  setText(byId('others'), `${sum('others')}`);
  setText(byId('sum-numbers'), `${sum('answered')} answered + ${sum('missed')} missed + ${sum('unreached')} not reached + `
    + `${sum('others')} other = ${count(sum('calls'), 'call', 'calls')} that ended.`);
  const answers = sum('ring_count');
  setText(byId('mean'), answers > 0 ? `${(sum('ring_seconds') / answers).toFixed(1)} s` : '–');
  setText(byId('today-since'), countedSince ? `since ${clock(Date.parse(countedSince))}` : '');
  setText(byId('zone'), zone ? `, ${zone}` : '');

  const hours = Array.from({ length: 24 }, (_, hour) => shown.reduce(
    ([answered, missed], day) => [answered + day.hours[hour][0], missed + day.hours[hour][1]], [0, 0]));
  const most = Math.max(1, ...hours.map(([answered, missed]) => answered + missed));
  setText(byId('most'), answersIn(hours) > 0 ? `at most ${most} in an hour` : '');
  const chart = byId('chart');
  if (chart.childElementCount === 0) {
    for (let hour = 0; hour < 24; hour += 1) {
      const column = element('div', 'hour');
      column.dataset.hour = hour % 6 === 0 ? `${hour}` : '';
      column.append(element('div', 'bar missed'), element('div', 'bar answered'));
      chart.append(column);
    }
  }
  hours.forEach(([answered, missed], hour) => {
    const [missedBar, answeredBar] = chart.children[hour].children;
    for (const [bar, number] of [[missedBar, missed], [answeredBar, answered]]) {
      bar.style.height = `${(100 * number) / most}%`;
      bar.hidden = number === 0;
    }
    chart.children[hour].title = `${hour}:00: ${answered} answered, ${missed} missed`;
  });
  const busy = hours.map((figures, hour) => [hour, ...figures]).filter(([, answered, missed]) => answered + missed > 0);
  chart.setAttribute('aria-label', busy.length === 0 ? 'Calls by the hour: none yet'
    : `Calls by the hour: ${busy.map(([hour, answered, missed]) => `${hour}:00, ${answered} answered, ${missed} missed`).join('; ')}`);
}

function drawChoice() {
  const names = [...pbxs.keys()].sort();
  const several = names.length > 1;
  document.body.classList.toggle('several', several);
  byId('pbx-choice').hidden = !several;
  const select = byId('pbx');
  const known = [...select.options].slice(1).map((option) => option.value);
  if (known.join('\n') === names.join('\n')) return;
  select.replaceChildren(new Option('All', ''), ...names.map((name) => new Option(name, name)));
  if (!several || !names.includes(chosen)) chosen = '';
  select.value = chosen;
  redraw();
}

function redraw() {
  for (const key of [...calls.keys(), ...rows.keys()]) changedCalls.add(key);
  for (const key of things.keys()) changedThings.add(key);
  figuresChanged = true;
  drawSoon();
  search();
}

function showStatus() {
  const status = byId('status');
  const away = [...pbxs.values()].filter((pbx) => !pbx.connected).map((pbx) => pbx.name);
  let text = 'Live';
  if (!isLive) {
    text = 'The connection is lost. What you see may be old; it is tried again.';
  } else if (away.length > 0) {
    text = `Not connected to ${away.filter(Boolean).join(', ') || 'Asterisk'}: what you see of it may be old.`;
  }
  setText(status, text);
  status.className = `status ${!isLive || away.length > 0 ? 'away' : 'live'}`;
}

// ---------------------------------------------------------------------------------------------------------------------
// Time

// In the daemon's time zone, by which the day and its hours are counted, and not in that of whoever looks.
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
const timeWithSeconds = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'UTC',
});
const clock = (moment, format = time) => format.format(moment + offset);

/** 65 is 1:05. */
function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => `${number}`.padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

let countedAt = 0;

function countUp(isDue) {
  const now = Math.floor((Date.now() + ahead) / 1000);
  if (!isDue && now === countedAt) return;
  countedAt = now;
  setText(byId('clock'), zone ? `${clock(Date.now() + ahead)} ${zone}` : '');
  drawWaits();
  for (const [key, { cells }] of rows) {
    const call = calls.get(key);
    if (call) setText(cells.time, duration((Date.now() + ahead - call.time) / 1000));
  }
}

// ---------------------------------------------------------------------------------------------------------------------

byId('pbx').addEventListener('change', (event) => {
  chosen = event.target.value;
  redraw();
});
byId('fate').addEventListener('change', search);

/** A wallboard is what a room looks at from afar: the day, queues and phones, and nothing to read up close. */
function chooseView() {
  const isWall = location.hash === '#wallboard';
  document.body.classList.toggle('wall', isWall);
  const link = byId('view');
  setText(link, isWall ? 'Full board' : 'Wallboard');
  link.setAttribute('href', isWall ? '#' : '#wallboard');
}
addEventListener('hashchange', chooseView);
chooseView();

let typing = null;
byId('question').addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(search, 150);
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) search();
});
setInterval(() => countUp(false), 250);
connect();

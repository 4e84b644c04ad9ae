'use strict';

// What the daemon says comes as server-sent events: a snapshot, then what changes. It is put into the page at most once a
// frame, row by row. All texts of callers go in as text, never as markup.

const byId = (id) => document.getElementById(id);

const outcomeWords = { no_answer: 'no answer' };
/** Lamps for which there are colours. */
const lampStates = new Set(['idle', 'ringing', 'busy', 'held', 'unavailable']);

const calls = new Map();
const lamps = new Map();
const pbxs = new Map();
/** Keys of what is not yet in the page as it is here. */
const changedCalls = new Set();
const changedLamps = new Set();
let figuresChanged = false;

let chosen = '';
/** How far the daemon's clock is ahead of this one's, in milliseconds. */
let ahead = 0;
let zone = '';
let countedSince = null;
let endedTotal = 0;
let isLive = false;

const keyOf = (pbx, id) => `${pbx}\n${id}`;

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
  countedSince = update.counted_since ?? null;
  if (isWhole) {
    for (const key of calls.keys()) changedCalls.add(key);
    for (const key of lamps.keys()) changedLamps.add(key);
    calls.clear();
    lamps.clear();
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
  for (const lamp of update.lamps) {
    lamps.set(keyOf(lamp.pbx, lamp.name), lamp);
    changedLamps.add(keyOf(lamp.pbx, lamp.name));
  }
  for (const pbx of update.pbxs) pbxs.set(pbx.name, pbx);
  if (update.pbxs.length > 0 || isWhole) figuresChanged = true;
  if (update.ended !== endedTotal || isWhole) {
    endedTotal = update.ended;
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
  drawLamps();
  if (figuresChanged) {
    figuresChanged = false;
    drawFigures();
    drawChoice();
    showStatus();
  }
}

const isShown = (item) => chosen === '' || item.pbx === chosen;

/** A party: its number, and its name below. */
function fillParty(cell, party) {
  const name = party?.name;
  const extension = party?.extension ?? (name ? '' : 'unknown');
  cell.replaceChildren();
  if (extension) cell.append(element('span', 'extension', extension));
  if (name) cell.append(element('span', 'name', name));
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
  const from = JSON.stringify(last.from ?? null);
  // A group that rings: those who could take the call say more than what was dialled.
  const ringing = call.state === 'ringing' ? last.destinations : undefined;
  const to = JSON.stringify([last.to ?? null, ringing ?? null]);
  if (cells.fromShown !== from) {
    cells.fromShown = from;
    fillParty(cells.from, last.from);
  }
  if (cells.toShown !== to) {
    cells.toShown = to;
    fillParty(cells.to, last.to);
    const others = (ringing ?? []).filter((one) => one.extension && one.extension !== last.to?.extension);
    if (others.length > 0) {
      const shown = others.slice(0, 5).map((one) => one.extension).join(', ');
      cells.to.append(element('span', 'name', `rings ${shown}${others.length > 5 ? ' …' : ''}`));
    }
  }
  setText(cells.label, call.state);
  cells.label.className = `state ${call.state === 'ringing' || call.state === 'talking' ? call.state : ''}`;
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

const lampNodes = new Map();

function drawLamps() {
  if (changedLamps.size === 0) return;
  let isSorted = true;
  for (const key of changedLamps) {
    const lamp = lamps.get(key);
    let node = lampNodes.get(key);
    if (!lamp || !isShown(lamp)) {
      node?.remove();
      lampNodes.delete(key);
      continue;
    }
    if (!node) {
      node = element('li');
      node.append(element('span', 'extension', lamp.name), element('span', 'what'), element('span', 'pbx', lamp.pbx));
      lampNodes.set(key, node);
      isSorted = false;
    }
    const state = lamp.last.state ?? 'unknown';
    node.className = lampStates.has(state) ? state : '';
    setText(node.querySelector('.what'), state);
  }
  changedLamps.clear();
  if (!isSorted) {
    const order = new Intl.Collator(undefined, { numeric: true });
    const sorted = [...lampNodes].sort(([one], [other]) => {
      const [a, b] = [lamps.get(one), lamps.get(other)];
      return order.compare(a.name, b.name) || order.compare(a.pbx, b.pbx);
    });
    byId('lamps').replaceChildren(...sorted.map(([, node]) => node));
  }
  setText(byId('lamps-count'), lampNodes.size > 0 ? `${lampNodes.size}` : '');
  byId('lamps-none').hidden = lampNodes.size > 0;
}

const answersIn = (hours) => hours.reduce((total, [answered, missed]) => total + answered + missed, 0);

const count = (number, one, more) => `${number} ${number === 1 ? one : more}`;

function drawFigures() {
  const shown = [...pbxs.values()].filter((pbx) => chosen === '' || pbx.name === chosen).map((pbx) => pbx.today);
  const sum = (name) => shown.reduce((total, day) => total + day[name], 0);
  setText(byId('rang'), `${sum('rang')}`);
  setText(byId('answered'), `${sum('answered')}`);
  setText(byId('missed'), `${sum('missed')}`);
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
  for (const key of [...lamps.keys(), ...lampNodes.keys()]) changedLamps.add(key);
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
  status.className = `status ${!isLive || away.length > 0 ? 'lost' : 'live'}`;
}

// ---------------------------------------------------------------------------------------------------------------------
// Time

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const timeWithSeconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const clock = (moment) => time.format(moment);

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
  for (const [key, { cells }] of rows) {
    const call = calls.get(key);
    if (call) setText(cells.time, duration((Date.now() + ahead - call.time) / 1000));
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Calls that ended

let searchTimer = null;
let searchNumber = 0;

/** New calls come into the list every two seconds at most, and so does what could not be had. */
function searchSoon() {
  if (searchTimer === null && !document.hidden) {
    searchTimer = setTimeout(() => {
      searchTimer = null;
      search();
    }, 2000);
  }
}

async function search() {
  searchNumber += 1;
  const number = searchNumber;
  // The name of a PBX is among the words.
  const question = byId('question').value;
  let answer;
  try {
    const response = await fetch(at(`board/search?q=${encodeURIComponent(question)}`), {
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(response.statusText);
    answer = await response.json();
  } catch {
    // The list is that of another question or of before. The status says already where the connection is lost.
    if (number === searchNumber) searchSoon();
    return;
  }
  // The answer to what was asked before may come later.
  if (number !== searchNumber) return;
  const shown = answer.calls.filter(isShown);
  byId('ended').tBodies[0].replaceChildren(...shown.map(endedRow));
  byId('ended').hidden = shown.length === 0;
  byId('ended-none').hidden = shown.length > 0;
  setText(byId('ended-none'), answer.kept === 0 ? 'No call has ended yet.' : `None of the last ${answer.kept} calls.`);
  let words = '';
  if (question.trim() !== '') {
    words = `${answer.found} of the last ${answer.kept} found`;
  } else if (answer.kept > 0) {
    words = 'the last first';
  }
  setText(byId('ended-count'), words);
}

function endedRow({ pbx, missed, last }) {
  const row = element('tr');
  const when = element('td', 'when', timeWithSeconds.format(Date.parse(last.timestamp)));
  const from = element('td', 'party from');
  const to = element('td', 'party to');
  fillParty(from, last.from);
  fillParty(to, last.to);
  const outcome = last.outcome ?? last.event;
  const word = element('td', `outcome${missed ? ' missed' : ''}`);
  word.textContent = outcomeWords[outcome] ?? outcome;
  const talked = last.talk_duration_seconds > 0 ? duration(last.talk_duration_seconds) : '–';
  row.append(
    when, from, to, word, element('td', 'cause', last.cause_description ?? ''), element('td', 'number talked', talked),
    element('td', 'pbx', pbx));
  giveRoles(row);
  return row;
}

// ---------------------------------------------------------------------------------------------------------------------

byId('pbx').addEventListener('change', (event) => {
  chosen = event.target.value;
  redraw();
});
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

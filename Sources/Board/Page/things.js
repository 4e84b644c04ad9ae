'use strict';

// Phones, queues, trunks and the like: what is there without a call. Loaded before board.js, which says what there is.

const order = new Intl.Collator(undefined, { numeric: true });

/** The lists that there are: which things stand in it, how one is made and how it is filled, and its nodes by their keys. */
const lists = [
  { id: 'queues', has: ({ role }) => role === 'queue', make: makeQueue, fill: fillQueue, nodes: new Map() },
  { id: 'lamps', has: ({ role }) => role === 'lamp', make: makeLamp, fill: fillLamp, nodes: new Map() },
  { id: 'things', has: ({ role }) => !role, make: makeThing, fill: fillThing, nodes: new Map() },
];

function drawThings() {
  if (changedThings.size === 0) return;
  for (const list of lists) drawList(list);
  changedThings.clear();
  const [queues, phones, others] = lists.map((list) => list.nodes);
  setText(byId('lamps-count'), phones.size > 0 ? `${phones.size}` : '');
  byId('lamps-none').hidden = phones.size > 0;
  byId('queues').classList.toggle('many', queues.size > 4);
  byId('queues-section').hidden = queues.size === 0;
  byId('things-section').hidden = others.size === 0;
  const kinds = new Set([...others.keys()].map((key) => things.get(key).kind));
  const names = [...kinds].sort().map((kind) => words(kind) + (/(?:[sx]|[cs]h)$/.test(kind) ? 'es' : 's'));
  const title = names.join(' and ');
  setText(byId('things-heading'), title.charAt(0).toUpperCase() + title.slice(1));
  drawWaits();
}

function drawList({ id, has, make, fill, nodes }) {
  let isSorted = true;
  for (const key of changedThings) {
    const thing = things.get(key);
    if (!thing || !isShown(thing)) {
      nodes.get(key)?.remove();
      nodes.delete(key);
      continue;
    }
    if (!has(thing)) continue;
    if (!nodes.has(key)) {
      nodes.set(key, make(thing));
      isSorted = false;
    }
    fill(nodes.get(key), thing);
  }
  if (isSorted) return;
  const sorted = [...nodes].sort(([one], [other]) => {
    const [a, b] = [things.get(one), things.get(other)];
    return order.compare(a.kind, b.kind) || order.compare(a.name, b.name) || order.compare(a.pbx, b.pbx);
  });
  byId(id).replaceChildren(...sorted.map(([, node]) => node));
}

/** As people write it, without what stands for other characters in a topic. */
function readable(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function makeLamp(thing) {
  const node = element('li');
  node.append(
    element('span', 'extension', readable(thing.name)), element('span', 'name'), element('span', 'what'),
    element('span', 'with'), element('span', 'pbx', thing.pbx));
  return node;
}

function fillLamp(node, thing) {
  node.className = thing.tone ?? '';
  setText(node.querySelector('.name'), thing.called ?? '');
  setText(node.querySelector('.what'), words(thing.state ?? 'unknown'));
  const { extension, name } = thing.with ?? {};
  const who = [extension, name].filter(Boolean).join(' ');
  setText(node.querySelector('.with'), who ? `${arrows[thing.way] ?? '↔'} ${who}` : '');
}

/** `2 calls`, `3 new`. */
const counted = ({ value, label }) => `${value} ${label}`;
const withoutUnit = ({ label, unit }) => (unit && label.startsWith(`${unit} `) ? label.slice(unit.length + 1) : label);

function makeThing(thing) {
  const node = element('li');
  node.append(
    element('span', 'kind', words(thing.kind)), element('span', 'extension', readable(thing.name)),
    element('span', 'what'), element('span', 'pbx', thing.pbx));
  return node;
}

function fillThing(node, thing) {
  const numbers = thing.numbers.filter(({ value }) => value !== undefined);
  const loudest = numbers.find(({ value, tone }) => value > 0 && tone);
  node.className = thing.tone && thing.tone !== 'calm' ? thing.tone : loudest?.tone ?? thing.tone ?? '';
  const parts = [thing.state && words(thing.state), ...numbers.map(counted)];
  setText(node.querySelector('.what'), parts.filter(Boolean).join(', '));
}

/** How many wait in a queue, for how long, and what those do who could take them. */
const parts = ({ numbers }) => ({
  waiting: numbers.filter(({ value, tone }) => value !== undefined && tone === 'waiting'),
  waits: numbers.filter(({ seconds }) => seconds !== undefined),
  takers: numbers.filter(({ value, tone }) => value !== undefined && tone && tone !== 'waiting'),
});
const total = (numbers) => numbers.reduce((sum, { value }) => sum + value, 0);

function makeQueue(thing) {
  const node = element('li', 'queue');
  const title = element('h3');
  title.append(element('span', 'extension'), element('span', 'pbx', thing.pbx));
  const figures = element('dl', 'waiting');
  const takers = element('dl', 'takers');
  node.append(title, figures, element('p', 'alarm'), takers);
  return node;
}

/** Terms with their values, as many as there are of them. */
function fillTerms(node, terms) {
  while (node.children.length > terms.length) node.lastElementChild.remove();
  while (node.children.length < terms.length) {
    const pair = element('div');
    pair.append(element('dt'), element('dd'));
    node.append(pair);
  }
  terms.forEach(({ term, text, className }, number) => {
    const pair = node.children[number];
    pair.className = className;
    setText(pair.children[0], term);
    setText(pair.children[1], text);
  });
}

function fillQueue(node, thing) {
  const { waiting, waits, takers } = parts(thing);
  setText(node.querySelector('.extension'), thing.called ?? readable(thing.name));
  fillTerms(node.querySelector('.waiting'), [
    ...waiting.map(({ label, value }) => ({ term: label, text: `${value}`, className: 'who' })),
    ...waits.map(({ label }) => ({ term: label, text: '', className: 'wait' })),
  ]);
  fillTerms(node.querySelector('.takers'), takers.map((number) => ({
    term: withoutUnit(number), text: `${number.value}`, className: `${number.tone}${number.value > 0 ? '' : ' nobody'}`,
  })));
  const isWaitedFor = total(waiting) > 0;
  const free = takers.filter(({ tone }) => tone === 'calm');
  const isAlarm = isWaitedFor && free.length > 0 && total(free) === 0;
  let tone = 'calm';
  if (isWaitedFor) tone = isAlarm ? 'trouble' : 'waiting';
  node.className = `queue ${tone}`;
  setText(node.querySelector('.alarm'), isAlarm ? `▲ nobody ${withoutUnit(free[0])}` : '');
}

/** While somebody waits, waits go on by the clock; what is told of them is of when it was told. */
function drawWaits() {
  let most = 0;
  for (const [key, node] of lists[0].nodes) {
    const thing = things.get(key);
    const { waiting, waits } = parts(thing);
    const later = total(waiting) > 0 ? Math.max(0, (Date.now() + ahead - thing.time) / 1000) : 0;
    most += total(waiting);
    node.querySelectorAll('.wait dd').forEach((shown, number) => {
      setText(shown, total(waiting) > 0 ? duration(waits[number].seconds + later) : '–');
    });
  }
  setText(byId('queues-count'), most > 0 ? `${most} waiting` : '');
}

'use strict';

// Calls that ended, and a search in them. Loaded before board.js, which says what there is.

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
  const fate = byId('fate').value;
  let answer;
  try {
    const response = await fetch(at(`board/search?q=${encodeURIComponent(question)}&fate=${fate}`), {
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
  byId('recent').tBodies[0].replaceChildren(...shown.map(endedRow));
  byId('recent').hidden = shown.length === 0;
  byId('recent-none').hidden = shown.length > 0;
  setText(byId('recent-none'), answer.kept === 0 ? 'No call has ended yet.' : `None of the last ${answer.kept} calls.`);
  let words = '';
  if (question.trim() !== '' || fate !== '') {
    words = `${answer.found} of the last ${answer.kept} found`;
  } else if (answer.kept > 0) {
    words = 'the last first';
  }
  setText(byId('recent-count'), words);
}

function endedRow({ pbx, fate, outcome, direction: towards, way, from: caller, to: callee, cause, last }) {
  const row = element('tr');
  const when = element('td', 'when', clock(Date.parse(last.timestamp), timeWithSeconds));
  const from = element('td', 'party from');
  const to = element('td', 'party to');
  fillParty(from, caller, towards, way);
  fillParty(to, callee);
  const word = element('td', `outcome ${fate}`);
  word.textContent = words(outcome);
  const talked = last.talk_duration_seconds > 0 ? duration(last.talk_duration_seconds) : '–';
  row.append(
    when, from, to, word, element('td', 'cause', cause ?? ''), element('td', 'number talked', talked),
    element('td', 'pbx', pbx));
  giveRoles(row);
  return row;
}

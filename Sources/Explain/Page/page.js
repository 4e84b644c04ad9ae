"use strict";
// All that a PBX said is text here: it comes out of JSON, and goes into text nodes and attributes that hold text only.
(() => {
  const index = JSON.parse(document.getElementById("index").textContent);
  const stored = document.querySelectorAll("script.call");
  const [ID, BEGAN, ENDED, FROM, TO, OUTCOME, CAUSE, MERGED, LANES, MESSAGES, TONE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const [TIME, SOURCE, LANE, PEER, CUT, SHAPE, VALUES, NOTES] = [0, 1, 2, 3, 4, 5, 6, 7];
  const byID = new Map();
  index.calls.forEach((call, number) => byID.set(call[ID], number));

  // MARK: Making things

  const svgSpace = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    for (const child of children) element.append(child);
    return element;
  }

  const make = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
  const draw = (name, attributes = {}, ...children) => fill(document.createElementNS(svgSpace, name), attributes, children);

  // MARK: Words

  const seconds = (microseconds) => (microseconds / 1e6).toFixed(3);
  const offset = (microseconds) => `+${seconds(microseconds)} s`;
  const moment = (microseconds) => new Date(Math.floor(microseconds / 1000)).toISOString().replace("T", " ").replace("Z", "");
  const length = (call) => {
    if (call[ENDED] === null) return "goes on";
    const total = (call[ENDED] - call[BEGAN]) / 1e6;
    if (total < 60) return `${total.toFixed(1)} s`;
    return `${Math.floor(total / 60)} min ${Math.floor(total % 60)} s`;
  };
  const state = (number) => number < 0 ? "" : index.states[number][0];
  const isFinal = (number) => number >= 0 && index.states[number][2] === 1;
  const who = (call) => call[ID] === "" ? "Outside of calls" : `${call[FROM] || "?"} → ${call[TO] || "?"}`;
  const count = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;
  const word = (text) => text.replaceAll("_", " ");

  function eventName(step) {
    return step[SOURCE] < 0 ? `timer ${index.timers[-1 - step[SOURCE]]}` : index.events[step[SOURCE]];
  }

  const rules = (step) => step[NOTES].filter((note) => note[0] === "rule");
  const messages = (step) => step[NOTES].filter((note) => note[0] === "message");

  function change(step) {
    const taken = rules(step);
    if (taken.length === 0) return "";
    const [from, to] = [taken[0][3], taken[taken.length - 1][4]];
    return from === to ? state(from) : `${state(from)} → ${state(to)}`;
  }

  const changes = (step) => rules(step).some((note) => note[3] !== note[4]);

  function happening(note, step, story) {
    const name = note[1] === step[LANE] ? "" : `${story.lanes[note[1]]?.[1] ?? ""} `;
    switch (note[0]) {
      case "begins": return "the call begins";
      case "ends": return note[1] ? `the call ends, merged into ${note[1]}` : "the call ends";
      case "began": return `${name}channel begins`;
      case "renamed": return `${name}renamed to ${note[2]}`;
      case "arrived": return `${name}comes from call ${note[2]}`;
      case "went": return `${name}goes to call ${note[2]}`;
      case "gone": return `${name}channel ends`;
      case "in": return `${name}enters bridge ${note[2].slice(0, 8)}`;
      case "out": return `${name}leaves bridge ${note[2].slice(0, 8)}`;
      default: return "";
    }
  }

  const happenings = (step, story) => step[NOTES].map((note) => happening(note, step, story)).filter((text) => text !== "");

  // MARK: The list

  // Of thousands of calls only those are drawn that can be seen, each at its place in a list of full height.
  const rowHeight = 54;
  const scroller = document.getElementById("list");
  const list = document.getElementById("calls");
  const find = document.getElementById("find");
  const outcome = document.getElementById("outcome");
  const counted = document.getElementById("count");
  const order = index.calls.map((_, number) => number)
    .sort((left, right) => index.calls[left][BEGAN] - index.calls[right][BEGAN] || left - right);
  const texts = index.calls.map((call) => `${call[ID]} ${call[FROM]} ${call[TO]}`.toLowerCase());
  const drawn = new Map();
  let matching = order;
  let current = null;

  function row(number) {
    const call = index.calls[number];
    const result = call[OUTCOME] || (call[ENDED] === null ? "goes on" : "");
    return make("li", {},
      make("a", { href: `#${number}`, title: call[ID] },
        make("span", { class: "who" }, make("span", {}, who(call)), make("span", { class: `outcome ${call[TONE]}` }, word(result))),
        make("span", { class: "what" }, make("span", {}, moment(call[BEGAN])),
          make("span", {}, `${length(call)}, ${count(call[MESSAGES], "message")}`))));
  }

  function place(item, position) {
    item.style.top = `${position * rowHeight}px`;
    item.setAttribute("aria-posinset", position + 1);
    item.setAttribute("aria-setsize", matching.length);
  }

  function drawRows(isWhole = false) {
    const first = isWhole ? 0 : Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - 8);
    const last = isWhole ? matching.length : Math.min(matching.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / rowHeight) + 8);
    const wanted = new Set(matching.slice(first, last));
    for (const [number, item] of drawn) {
      // Whoever has the focus keeps it while it is scrolled out of sight.
      if (wanted.has(number) || (item.contains(document.activeElement) && matching.includes(number))) continue;
      item.remove();
      drawn.delete(number);
    }
    for (let position = first; position < last; position += 1) {
      const number = matching[position];
      let item = drawn.get(number);
      if (!item) {
        item = row(number);
        drawn.set(number, item);
        const next = matching.slice(position + 1, last).find((other) => drawn.has(other));
        list.insertBefore(item, next === undefined ? null : drawn.get(next));
      }
      place(item, position);
      if (number === current) item.firstElementChild.setAttribute("aria-current", "true");
      else item.firstElementChild.removeAttribute("aria-current");
    }
  }

  function filter() {
    const wanted = find.value.trim().toLowerCase();
    matching = order.filter((number) => (!wanted || texts[number].includes(wanted))
      && (!outcome.value || index.calls[number][OUTCOME] === outcome.value));
    list.style.height = `${matching.length * rowHeight}px`;
    counted.textContent = matching.length === order.length ? count(order.length, "call") : `${matching.length} of ${count(order.length, "call")}`;
    drawRows();
  }

  function reveal(number) {
    const position = matching.indexOf(number);
    if (position < 0) return;
    const top = position * rowHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    if (top + rowHeight > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + rowHeight - scroller.clientHeight;
  }

  scroller.addEventListener("scroll", () => drawRows());
  list.addEventListener("keydown", (event) => {
    const item = event.target.closest("li");
    const position = Number(item.getAttribute("aria-posinset")) - 1;
    const next = { ArrowDown: position + 1, ArrowUp: position - 1, Home: 0, End: matching.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (matching[next] === undefined) return;
    reveal(matching[next]);
    drawRows();
    drawn.get(matching[next]).firstElementChild.focus();
  });

  // MARK: The chart

  const gap = 17;
  const laneHeight = 38;
  const bandHeight = 22;
  const flagHeight = 20;

  /// Where each step stands: by its time, but never so near the one before that the marks would touch.
  function places(steps, width) {
    const total = Math.max(1, steps[steps.length - 1][TIME]);
    const [left, right] = [24, 76];
    const room = Math.max(200, width - left - right);
    const nearest = Math.max(11, Math.min(gap, room / steps.length));
    const spread = (scale) => {
      const xs = [];
      for (const step of steps) {
        xs.push(xs.length === 0 ? left : Math.max(left + step[TIME] / total * scale, xs[xs.length - 1] + nearest));
      }
      return xs;
    };
    // What is moved apart needs room that time then has less of.
    let [low, high] = [0, room];
    for (let round = 0; round < 20; round += 1) {
      const middle = (low + high) / 2;
      if (spread(middle).at(-1) <= left + room) low = middle; else high = middle;
    }
    return spread(low);
  }

  /// Where a time between steps stands.
  function placeOf(time, steps, xs) {
    let after = steps.findIndex((step) => step[TIME] >= time);
    if (after < 0) return xs[xs.length - 1];
    if (after === 0) return xs[0];
    const [start, end] = [steps[after - 1][TIME], steps[after][TIME]];
    return xs[after - 1] + (xs[after] - xs[after - 1]) * (end === start ? 1 : (time - start) / (end - start));
  }

  function chart(story, room, select) {
    const { steps, lanes } = story;
    const nameWidth = Math.min(room / 3, 270, Math.max(100, ...lanes.map((lane) => lane[1].length * 7.5 + 24)));
    const width = Math.max(360, room - nameWidth - 3);
    const xs = places(steps, width);
    const end = xs[xs.length - 1];

    // Flags: one that begins under another hangs below it, so that none covers another and no stem crosses one.
    const flags = [];
    steps.forEach((step, number) => messages(step).forEach((message) => {
      const text = word(message[1]);
      const wide = text.length * 7.6 + 14;
      const x = xs[number] - 6;
      const level = flags.reduce((lowest, other) => other.x + other.wide + 4 > x ? Math.max(lowest, other.level + 1) : lowest, 0);
      flags.push({ number, text, wide, level, x });
    }));
    const flagRows = Math.max(1, ...flags.map((flag) => flag.level + 1));
    const bandTop = 8 + flagRows * flagHeight + 6;
    const laneTop = bandTop + bandHeight + 14;
    const laneY = (lane) => laneTop + lane * laneHeight + laneHeight / 2;
    const bottom = laneTop + lanes.length * laneHeight;
    const height = bottom + 26;
    const flagsEnd = Math.max(0, ...flags.map((flag) => flag.x + flag.wide));
    const svg = draw("svg", {
      width: Math.max(width, end + 70, flagsEnd + 12), height, role: "group",
      "aria-label": "Channels over time; arrow keys go from event to event, Enter shows one",
    });

    // Ticks at round times, where there is room for them.
    const total = steps[steps.length - 1][TIME] / 1e6;
    const round = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400];
    const stride = round.find((one) => total / one <= (end / 70)) ?? total / 8;
    let lastTick = -100;
    for (let time = 0; time <= total && stride > 0; time += stride) {
      const x = placeOf(time * 1e6, steps, xs);
      if (x - lastTick < 46) continue;
      lastTick = x;
      svg.append(
        draw("line", { class: "grid", x1: x, x2: x, y1: bandTop, y2: bottom }),
        draw("text", { class: "tick", x, y: bottom + 16, "text-anchor": "middle" }, `${+time.toFixed(1)} s`));
    }

    // The state of the call.
    const spans = [];
    let now = null;
    steps.forEach((step, number) => rules(step).forEach((note) => {
      if (note[3] < 0) return;
      if (now === null) {
        now = note[3];
        spans.push({ state: now, start: xs[0] });
      }
      if (note[4] !== now) {
        now = note[4];
        spans.push({ state: now, start: xs[number] });
      }
    }));
    spans.forEach((span, number) => {
      const right = number + 1 < spans.length ? spans[number + 1].start : end + (isFinal(span.state) ? 52 : 8);
      const wide = Math.max(3, right - span.start);
      const group = draw("g", {}, draw("title", {}, `${state(span.state)}: ${index.states[span.state][1]}`),
        draw("rect", { class: `state state${span.state % 6}`, x: span.start, y: bandTop, width: wide, height: bandHeight, rx: 4 }));
      if (wide > state(span.state).length * 6.6 + 8) {
        group.append(draw("text", { x: span.start + 6, y: bandTop + 15 }, state(span.state)));
      }
      svg.append(group);
    });

    // Channels, and the bridges that they are in.
    const bridges = new Map();
    const inside = new Map();
    const starts = lanes.map(() => null);
    const ends = lanes.map(() => null);
    const segments = [];
    const joins = [];
    const moves = [];
    const bridgeClass = (id) => {
      if (!bridges.has(id)) bridges.set(id, bridges.size % 5);
      return `bridge${bridges.get(id)}`;
    };
    const enter = (lane, id, x) => {
      leave(lane, x);
      for (const [other, stay] of inside) if (stay.id === id) joins.push({ id, from: other, to: lane, x });
      inside.set(lane, { id, x });
    };
    const leave = (lane, x) => {
      const stay = inside.get(lane);
      if (stay) segments.push({ lane, id: stay.id, from: stay.x, to: x });
      inside.delete(lane);
    };
    steps.forEach((step, number) => step[NOTES].forEach((note) => {
      const x = xs[number];
      switch (note[0]) {
        case "began": starts[note[1]] ??= x; break;
        case "arrived":
          starts[note[1]] ??= x;
          ends[note[1]] = null;
          moves.push({ lane: note[1], x, text: "from", call: note[2] });
          if (note[3]) enter(note[1], note[3], x);
          break;
        case "went":
          leave(note[1], x);
          ends[note[1]] = { x };
          moves.push({ lane: note[1], x, text: "to", call: note[2] });
          break;
        case "gone":
          leave(note[1], x);
          ends[note[1]] = { x, isGone: true };
          break;
        case "in": enter(note[1], note[2], x); break;
        case "out": leave(note[1], x); break;
      }
    }));
    for (const lane of [...inside.keys()]) leave(lane, end + 8);
    lanes.forEach((_, lane) => {
      const [x1, x2, y] = [starts[lane] ?? xs[0], ends[lane]?.x ?? end + 8, laneY(lane)];
      svg.append(draw("line", { class: "lane", x1, x2, y1: y, y2: y }));
      if (ends[lane]?.isGone) svg.append(draw("line", { class: "end", x1: x2 + 9, x2: x2 + 9, y1: y - 8, y2: y + 8 }));
    });
    for (const each of segments) {
      svg.append(draw("line", { class: `bridge ${bridgeClass(each.id)}`, x1: each.from, x2: each.to, y1: laneY(each.lane), y2: laneY(each.lane) },
        draw("title", {}, `bridge ${each.id}`)));
    }
    for (const each of joins) {
      svg.append(draw("line", { class: `join ${bridgeClass(each.id)}`, x1: each.x, x2: each.x, y1: laneY(each.from), y2: laneY(each.to) },
        draw("title", {}, `bridge ${each.id}`)));
    }
    for (const each of moves) {
      const isLate = each.x > width / 2;
      const text = draw("text", {
        class: "move", x: each.x + (isLate ? -5 : 9), y: laneY(each.lane) - 10, "text-anchor": isLate ? "end" : "start",
      }, `${each.text} call ${each.call}`);
      svg.append(byID.has(each.call) ? draw("a", { href: `#${byID.get(each.call)}` }, text) : text);
    }

    // Stems first, so that flags lie over them.
    for (const flag of flags) {
      const x = xs[flag.number];
      svg.append(draw("line", { class: "stem", x1: x, x2: x, y1: 8 + flag.level * flagHeight + 8, y2: bandTop }));
    }
    for (const flag of flags) {
      const [x, y] = [flag.x, 8 + flag.level * flagHeight];
      const group = draw("g", { class: "flag" },
        draw("rect", { x, y, width: flag.wide, height: flagHeight - 4, rx: 3 }),
        draw("text", { x: x + 7, y: y + 12.5 }, flag.text));
      group.addEventListener("click", () => select(flag.number));
      svg.append(group);
    }

    // Marks.
    const marks = steps.map((step, number) => {
      const x = xs[number];
      const y = step[LANE] < 0 ? bandTop + bandHeight + 7 : laneY(step[LANE]);
      if (step[PEER] >= 0 && rules(step).length > 0) {
        svg.append(draw("line", { class: "peer", x1: x, x2: x, y1: y, y2: laneY(step[PEER]) }),
          draw("circle", { class: "peer", cx: x, cy: laneY(step[PEER]), r: 2 }));
      }
      const kind = changes(step) ? "change" : rules(step).length > 0 ? "" : "plain";
      const told = [eventName(step), step[LANE] < 0 ? "" : lanes[step[LANE]][1], offset(step[TIME]),
        rules(step).map((note) => index.triggers[note[1]][0]).join(", "), change(step),
        messages(step).map((note) => `published ${note[1]}`).join(", "), happenings(step, story).join("; ")].filter((text) => text !== "");
      const mark = draw("g", { class: `mark ${kind}`, role: "button", tabindex: number === 0 ? 0 : -1, "aria-pressed": "false", "aria-label": told.join(", ") },
        draw("title", {}, told.join("\n")),
        draw("circle", { class: "ring", cx: x, cy: y, r: 10 }),
        draw("circle", { cx: x, cy: y, r: kind === "plain" ? 4 : 5.5 }));
      mark.addEventListener("click", () => select(number));
      mark.addEventListener("keydown", (event) => {
        const next = { ArrowRight: number + 1, ArrowLeft: number - 1, Home: 0, End: steps.length - 1 }[event.key];
        if (next !== undefined && marks[next]) {
          marks.forEach((each) => each.setAttribute("tabindex", -1));
          marks[next].setAttribute("tabindex", 0);
          marks[next].focus();
          marks[next].scrollIntoView({ block: "nearest", inline: "nearest" });
        } else if (event.key === "Enter" || event.key === " ") {
          select(number, true);
        } else {
          return;
        }
        event.preventDefault();
      });
      svg.append(mark);
      return mark;
    });

    const names = make("div", { class: "names" });
    names.style.width = `${nameWidth}px`;
    const label = (y, text, className) => {
      const line = make("div", { class: className, title: text }, text);
      line.style.top = `${y - 10}px`;
      names.append(line);
    };
    label(8 + flagHeight / 2, "published", "soft");
    label(bandTop + bandHeight / 2, "state", "soft");
    lanes.forEach((lane, number) => label(laneY(number), lane[1], ""));
    return { element: make("div", { class: "chart" }, names, make("div", { class: "scroll" }, svg)), marks };
  }

  // MARK: One event

  /// JSON with a line a member, token by token, so that nothing in it is changed.
  function laidOut(json) {
    let [text, depth] = ["", 0];
    const line = () => `\n${"  ".repeat(depth)}`;
    for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
      if (token === "{" || token === "[") {
        depth += 1;
        text += token + line();
      } else if (token === "}" || token === "]") {
        depth -= 1;
        text = /[{[]\s*$/.test(text) ? text.trimEnd() + token : text + line() + token;
      } else if (token === ",") {
        text += token + line();
      } else {
        text += token === ":" ? ": " : token;
      }
    }
    return text;
  }

  const item = (text) => make("li", {}, text);

  function ruleBlock(note) {
    const [, trigger, rule, from, to] = note;
    const [name, , about, when] = index.triggers[trigger];
    const [line, reason, conditions, actions] = index.rules[rule];
    const block = make("div", { class: from === to ? "rule" : "rule changes" },
      make("p", {}, make("b", {}, name), " ", about));
    if (when.length > 0) block.append(make("p", { class: "soft" }, `since ${when.join(", ")}`));
    if (from >= 0) {
      block.append(make("p", {}, "In state ", make("b", {}, state(from)),
        conditions.length > 0 ? ` and where ${conditions.join(", ")},` : "",
        ` the rule in ${index.file}, line ${line}`, from === to ? " says:" : ", leads to ",
        from === to ? "" : make("b", {}, state(to)), from === to ? "" : ":"));
    } else {
      block.append(make("p", {}, `The rule in ${index.file}, line ${line}, says:`));
    }
    if (reason) block.append(make("p", { class: "soft" }, reason));
    block.append(make("ul", {}, ...(actions.length > 0 ? actions.map(item) : [item("do nothing")])));
    return block;
  }

  function detail(story, number, call) {
    const step = story.steps[number];
    const lane = step[LANE] < 0 ? "" : story.lanes[step[LANE]][1];
    const box = make("section", { class: "detail", tabindex: -1, "aria-label": "The event" },
      make("h3", {}, `${eventName(step)}${lane ? ` on ${lane}` : ""}`),
      make("p", { class: "soft" }, `${offset(step[TIME])}, ${moment(call[BEGAN] + step[TIME])} UTC`));
    const happened = happenings(step, story);
    if (happened.length > 0) box.append(make("ul", {}, ...happened.map(item)));
    if (rules(step).length > 0) box.append(make("h4", {}, "What came of it"), ...rules(step).map(ruleBlock));
    if (step[NOTES].length === 0) box.append(make("p", {}, "Nothing came of it."));
    for (const message of messages(step)) {
      box.append(make("h4", {}, `Published: ${message[1]}`), make("p", { class: "soft" }, message[2]), make("pre", {}, laidOut(message[3])));
    }
    const names = Array.isArray(step[SHAPE]) ? step[SHAPE] : index.shapes[step[SHAPE]];
    if (names.length > 0) {
      const table = make("table", { class: "headers" });
      names.forEach((name, place) => table.append(
        make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, story.values[step[VALUES][place]]))));
      box.append(make("h4", {}, "What Asterisk said"), table);
      if (step[CUT] === 1) box.append(make("p", { class: "soft" }, "There was more of it than is kept."));
    }
    return box;
  }

  // MARK: One call

  const main = document.getElementById("call");
  let chosen = null;

  function stepRow(story, number, select) {
    const step = story.steps[number];
    const channel = make("td", {});
    if (step[LANE] >= 0) channel.append(make("div", {}, story.lanes[step[LANE]][1]));
    if (step[PEER] >= 0) channel.append(make("div", {}, `→ ${story.lanes[step[PEER]][1]}`));
    const button = make("button", { type: "button" }, eventName(step));
    button.addEventListener("click", () => select(number, true));
    const came = rules(step).map((note) => index.triggers[note[1]][0]).join(", ");
    const also = happenings(step, story).join("; ");
    const result = make("td", {});
    if (changes(step)) result.append(make("div", {}, make("b", {}, change(step))));
    if (messages(step).length > 0) result.append(make("div", {}, ...messages(step).map((message) => make("span", { class: "said" }, message[1]))));
    const last = make("td", {}, came);
    if (also) last.append(make("span", { class: "soft" }, came ? ` (${also})` : also));
    return make("tr", {}, make("td", {}, `+${seconds(step[TIME])}`), make("td", {}, button), channel, last, result);
  }

  /// Shows a call, and of it the event that was chosen last, in the room that there is.
  function show(number, room = main.clientWidth - 40) {
    const call = index.calls[number];
    const story = JSON.parse(stored[number].textContent);
    main.replaceChildren();
    const facts = make("p", { class: "facts" });
    const fact = (name, value) => { if (value !== "") facts.append(make("span", {}, `${name} `, make("b", {}, value))); };
    fact("id", call[ID]);
    fact("began", `${moment(call[BEGAN])} UTC`);
    fact(call[ENDED] === null ? "it" : "took", length(call));
    fact("outcome", word(call[OUTCOME]));
    fact("cause", word(call[CAUSE]));
    if (call[MERGED]) {
      facts.append(make("span", {}, "became one with ", byID.has(call[MERGED])
        ? make("a", { class: "call", href: `#${byID.get(call[MERGED])}` }, call[MERGED]) : make("b", {}, call[MERGED])));
    }
    main.append(make("h2", {}, who(call)), facts);
    if (story.steps.length === 0) return;

    let marks = [];
    const table = make("tbody", {});
    const both = make("div", { class: "both" });
    let box = null;
    const select = (step, moves = false) => {
      marks.forEach((mark, other) => {
        mark.setAttribute("aria-pressed", other === step);
        mark.setAttribute("tabindex", other === step ? 0 : -1);
      });
      chosen = step;
      [...table.children].forEach((line, other) => line.classList.toggle("on", other === step));
      const next = detail(story, step, call);
      if (box) box.replaceWith(next); else both.append(next);
      box = next;
      marks[step].scrollIntoView({ block: "nearest", inline: "nearest" });
      if (moves) box.focus({ preventScroll: box.getBoundingClientRect().top < innerHeight });
    };
    const drawing = chart(story, room, select);
    marks = drawing.marks;
    main.append(drawing.element, make("p", { class: "legend" },
      "A mark is an AMI event on its channel, or below the state the end of a timer: filled where the state changed, small where only "
      + "a channel or a bridge did. A dashed line leads to the second channel, thick lines are bridges. Marks stand by their time, moved apart where they would touch. ← and → go from mark to mark, Enter shows one."));
    story.steps.forEach((_, step) => table.append(stepRow(story, step, select)));
    const steps = make("table", {}, make("thead", {}, make("tr", {},
      ...["time", "event", "channel", "what came of it", "state, published"].map((name) => make("th", { scope: "col" }, name)))), table);
    const left = make("div", { class: "steps" }, steps);
    if (story.omitted > 0) left.append(make("p", {}, `${story.omitted} more events or channels were not kept.`));
    both.append(left);
    main.append(both);
    const telling = story.steps.findIndex((step) => messages(step).length > 0);
    select(chosen ?? Math.max(0, telling));
  }

  function follow() {
    const number = Number.parseInt(location.hash.slice(1), 10);
    if (!index.calls[number]) return;
    document.body.classList.add("one");
    current = number;
    chosen = null;
    reveal(number);
    drawRows();
    show(number);
    main.scrollTop = 0;
  }

  document.getElementById("about").textContent = index.title;
  document.title = `Calls explained: ${index.title}`;
  for (const name of [...new Set(index.calls.map((call) => call[OUTCOME]))].filter((name) => name).sort()) {
    outcome.append(make("option", { value: name }, word(name)));
  }
  find.addEventListener("input", filter);
  outcome.addEventListener("change", filter);
  filter();
  window.addEventListener("hashchange", follow);
  let waiting = 0;
  function drawAgain() {
    drawRows();
    if (current !== null) show(current);
  }
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(drawAgain, 200);
  });
  // On paper nothing scrolls: all calls, or the one that is shown, as wide as the narrower of the usual sheets.
  window.addEventListener("beforeprint", () => {
    drawRows(true);
    if (current !== null) show(current, 640);
  });
  window.addEventListener("afterprint", drawAgain);
  if (location.hash === "" && order.length === 1) location.replace("#0");
  if (location.hash === "") main.append(make("p", { class: "empty" }, "Choose a call."));
  follow();
})();

// Draws the service's state. Ids, addresses and events are the data of others: they reach the page
// as text alone, by textContent.

import {ago, dollars, duration, exact, remaining} from "./words.js";

const EVENTS_AT_FIRST = 12;
const FILTER_FROM = 10;  // endpoints
const PHASES = {none: "none", launching: "Launching", running: "Running", ending: "Ending"};

const byId = (id) => document.getElementById(id);

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// An element's parts by their data-field.
function clone(template) {
  const root = byId(template).content.firstElementChild.cloneNode(true);
  const fields = {root};
  for (const part of root.querySelectorAll("[data-field]")) fields[part.dataset.field] = part;
  return fields;
}

export class View {
  #state = null;
  #clockAhead = 0;  // of the service's clock before this one, in seconds
  #cards = new Map();
  #rows = new Map();
  #events = new Map();
  #onTerminate;

  // onTerminate(endpoint) is called when its button is pressed.
  constructor(onTerminate) {
    this.#onTerminate = onTerminate;
    byId("filter").addEventListener("input", () => this.#drawEndpoints());
    byId("all-events").addEventListener("click", () => this.#toggleEvents());
    setInterval(() => this.draw(), 1000);  // times pass
  }

  show(state) {
    this.#state = state;
    this.#clockAhead = state.time - Date.now() / 1000;
    this.draw();
  }

  // Nothing of the state stays in the page.
  clear() {
    this.#state = null;
    for (const items of [this.#cards, this.#rows, this.#events]) {
      for (const item of items.values()) item.root.remove();
      items.clear();
    }
  }

  // Why a relay was not terminated.
  refuse(id, why) {
    const card = this.#cards.get(id);
    if (!card) return;
    setText(card.refusal, why);
    card.terminate.disabled = false;
  }

  draw() {
    if (!this.#state) return;
    this.#drawFigures();
    this.#drawRelays();
    this.#drawEndpoints();
    this.#drawEvents();
  }

  #now() {
    return Date.now() / 1000 + this.#clockAhead;
  }

  #isPresent(presence) {
    return presence !== null && this.#now() - presence.seen < this.#state.present_seconds;
  }

  #relays() {
    return this.#state.endpoints.filter((endpoint) => endpoint.relay !== null);
  }

  #drawFigures() {
    const {endpoints, hourly_price: price, node, version} = this.#state;
    const relays = this.#relays();
    const billed = relays.filter(({relay}) => relay.instance_id !== "");
    const inUse = relays.filter((endpoint) => this.#isInUse(endpoint)).length;
    setText(byId("relay-count"), String(relays.length));
    setText(byId("relay-note"), relays.length === 0 ? "all is quiet" : `${inUse} in use`);
    setText(byId("cost"), dollars(billed.reduce((sum, {relay}) => sum + relay.cost, 0)));
    setText(byId("cost-note"), `estimate; ${dollars(billed.length * price)} an hour now`);
    const present = endpoints.filter(({forward}) => this.#isPresent(forward)).length;
    setText(byId("machine-count"), `${present} of ${this.#state.endpoints_known}`);
    setText(byId("server"), `cloudx-proxy ${version}, node ${node.slice(0, 8)}`);
    byId("server").title = `node ${node}`;
  }

  // One element per item, in the items' order. What is there stays, and keeps the focus.
  #sync(parent, shown, items, keyOf, make, update) {
    const keys = new Set(items.map(keyOf));
    for (const [key, element] of shown) {
      if (keys.has(key)) continue;
      element.root.remove();
      shown.delete(key);
    }
    let place = parent.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      if (!shown.has(key)) shown.set(key, make(item));
      const element = shown.get(key);
      update(element, item);
      if (element.root === place) {
        place = place.nextElementSibling;
      } else {
        parent.insertBefore(element.root, place);
      }
    }
  }

  #drawRelays() {
    const relays = this.#relays();
    byId("no-relay").hidden = relays.length > 0;
    this.#sync(byId("relays"), this.#cards, relays, ({id}) => id,
               () => this.#makeCard(), (card, endpoint) => this.#updateCard(card, endpoint));
  }

  #makeCard() {
    const card = clone("relay-card");
    card.terminate.addEventListener("click", () => {
      setText(card.refusal, "");
      this.#onTerminate(card.endpoint, () => { card.terminate.disabled = true; });
    });
    return card;
  }

  #updateCard(card, endpoint) {
    const {id, phase, step, relay} = endpoint;
    card.endpoint = endpoint;
    card.root.dataset.phase = phase;
    setText(card.id, id);
    setText(card.phase, PHASES[phase]);
    setText(card.step, phase === "running" ? "" : step);
    setText(card.instance, relay.instance_id);
    setText(card.address, relay.address);
    this.#setTime(card.launched, relay.launched_at || relay.wanted_at);
    this.#setUse(card.use, endpoint);
    this.#setEnd(card.ends, endpoint);
    setText(card.cost, relay.instance_id === "" ? dollars(0) : dollars(relay.cost));
    card.terminate.setAttribute("aria-label", `Terminate the relay of ${id}`);
    card.terminate.hidden = phase === "ending";
  }

  #isInUse({connect}) {
    return this.#isPresent(connect) && connect.attached;
  }

  #setUse(element, endpoint) {
    const {relay, connect, phase} = endpoint;
    element.title = exact(relay.idle_since);
    if (this.#isInUse(endpoint)) return setText(element, `by ${connect.peer}`);
    if (relay.v1) return setText(element, "not known of version 1");
    if (phase !== "running") return setText(element, "");
    setText(element, `idle for ${duration(this.#now() - relay.idle_since)}`);
  }

  #setEnd(element, {relay, phase}) {
    const {idle_minutes: idle, max_hours: most} = this.#state;
    element.title = `${idle} min after the last client left, and after ${most} h in any case`;
    if (phase === "ending") return setText(element, "now");
    const left = (relay.launched_at || relay.wanted_at) + most * 3600 - this.#now();
    setText(element, `after ${idle} min idle; ${remaining(left)} left`);
  }

  #setTime(element, unixSeconds) {
    setText(element, ago(this.#now() - unixSeconds));
    element.title = exact(unixSeconds);
  }

  #drawEndpoints() {
    if (!this.#state) return;
    const {endpoints, endpoints_known: known} = this.#state;
    byId("filter").hidden = endpoints.length < FILTER_FROM;
    byId("no-endpoint").hidden = endpoints.length > 0;
    byId("endpoints-table").hidden = endpoints.length === 0;
    byId("more-endpoints").hidden = known <= endpoints.length;
    setText(byId("more-endpoints"),
            `The ${endpoints.length} heard of last, of ${known} in all.`);
    const wanted = byId("filter").value.trim().toLowerCase();
    const shown = endpoints.filter(({id}) => id.toLowerCase().includes(wanted));
    this.#sync(byId("endpoints"), this.#rows, shown, ({id}) => id,
               () => clone("endpoint-row"), (row, endpoint) => this.#updateRow(row, endpoint));
  }

  #updateRow(row, {id, phase, error, forward, connect}) {
    setText(row.id, id);
    this.#setPresence(row.forward, forward, this.#isPresent(forward));
    this.#setPresence(row.connect, connect, this.#isInUse({connect}));
    row.relay.className = error && phase === "none" ? "refusal" : `phase ${phase}`;
    setText(row.relay, phase === "none" && error ? error : PHASES[phase]);
  }

  #setPresence(element, presence, isConnected) {
    element.classList.toggle("present", isConnected);
    element.title = presence ? exact(presence.seen) : "";
    if (!presence) return setText(element, "never");
    const when = isConnected ? "connected" : ago(this.#now() - presence.seen);
    setText(element, `${when} · ${presence.peer}`);
  }

  #toggleEvents() {
    const button = byId("all-events");
    const wasOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!wasOpen));
    this.#drawEvents();
  }

  #drawEvents() {
    if (!this.#state) return;
    const {events} = this.#state;
    const button = byId("all-events");
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.hidden = events.length <= EVENTS_AT_FIRST;
    setText(button, isOpen ? "Show fewer" : `Show all ${events.length}`);
    byId("no-event").hidden = events.length > 0;
    const shown = isOpen ? events : events.slice(0, EVENTS_AT_FIRST);
    this.#sync(byId("events"), this.#events, shown, ({number}) => number,
               () => clone("event-row"), (row, event) => this.#updateEvent(row, event));
  }

  #updateEvent(row, {at, id, who, peer, what}) {
    this.#setTime(row.at, at);
    setText(row.id, id);
    setText(row.who, peer ? `${who} · ${peer}` : who);
    setText(row.what, what);
    row.root.classList.toggle("refused", what.startsWith("refused: "));
  }
}

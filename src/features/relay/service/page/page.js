// The operator's session and the link to the service: signs in, waits for changes, terminates.

import {View} from "./view.js";
import {exact} from "./words.js";

const PATIENCE = 45_000;    // ms; the service answers a wait within 25 s
const BREATH = 250;         // ms between two waits
const RETRY_AT_MOST = 15_000;

const UNREACHABLE = "The service cannot be reached.";

// What the service has said instead of what was asked for.
class Refusal extends Error {}

const byId = (id) => document.getElementById(id);
const view = new View(askToTerminate);
let session = null;  // an AbortController; aborted when the operator signs out
let lastHeard = 0;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// The header keeps other sites' forms and scripts out. The default mode, because in others the
// referrer policy hides the origin, which the service looks at.
function post(command, body = "") {
  return fetch(command, {method: "POST", body, headers: {"Cloudx-Relay-Operator": "1"},
                         signal: AbortSignal.timeout(PATIENCE)});
}

async function refusalOf(answer) {
  try {
    return (await answer.json()).error;
  } catch {
    return `The service answered ${answer.status}.`;
  }
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

function show(part) {
  for (const id of ["sign-in", "status"]) byId(id).hidden = id !== part;
}

function showLive() {
  byId("link").classList.remove("down");
  byId("link").textContent = "Live";
  byId("trouble").hidden = true;
}

function showTrouble(error) {
  const what = error instanceof Refusal ? sentence(error.message) : UNREACHABLE;
  const age = lastHeard > 0 ? ` What you see is from ${exact(lastHeard)}.` : "";
  byId("link").classList.add("down");
  byId("link").textContent = "Not connected";
  byId("trouble").textContent = `${what}${age} Trying again.`;
  byId("trouble").hidden = false;
  show("status");
}

function askPassword() {
  session?.abort();
  session = null;
  byId("confirm").close();
  view.clear();
  show("sign-in");
  byId("password").value = "";
  byId("password").focus();
}

// Answers with the state as soon as it is another than the one marked `seen`.
async function nextState(seen, ended) {
  const answer = await fetch(`state?seen=${seen}`, {
    signal: AbortSignal.any([ended, AbortSignal.timeout(PATIENCE)])});
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Refusal(await refusalOf(answer));
  return answer.json();
}

async function follow() {
  session?.abort();
  session = new AbortController();
  const ended = session.signal;
  let seen = "";
  let retry = 1000;
  while (!ended.aborted) {
    try {
      const state = await nextState(seen, ended);
      if (ended.aborted) return;
      if (state === null) return askPassword();
      seen = state.mark;
      lastHeard = state.time;
      retry = 1000;
      view.show(state);
      show("status");
      showLive();
      await pause(BREATH);
    } catch (error) {
      if (ended.aborted) return;
      showTrouble(error);
      seen = "";  // whatever answers next, it is to be shown at once
      await pause(retry);
      retry = Math.min(retry * 2, RETRY_AT_MOST);
    }
  }
}

async function signIn(event) {
  event.preventDefault();
  const button = event.target.querySelector("button");
  const refusal = byId("refusal");
  refusal.textContent = "";
  button.disabled = true;
  try {
    const answer = await post("sign-in", byId("password").value);
    if (answer.ok) {
      byId("password").value = "";
      follow();
      return;
    }
    refusal.textContent = sentence(await refusalOf(answer));
  } catch {
    refusal.textContent = UNREACHABLE;
  } finally {
    button.disabled = false;
  }
  byId("password").select();
}

async function signOut() {
  try {
    await post("sign-out");
    askPassword();
  } catch (error) {
    showTrouble(error);
  }
}

async function askToTerminate(endpoint, whenMeant) {
  const dialog = byId("confirm");
  const {id, relay} = endpoint;
  byId("confirm-id").textContent = id;
  byId("confirm-text").textContent = relay.instance_id === "" ?
      "Its launch is given up." :
      `${relay.instance_id} ends at once, and every connection through it.`;
  dialog.returnValue = "keep";  // what Escape means
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, {once: true}));
  if (dialog.returnValue !== "terminate") return;
  whenMeant();
  try {
    const answer = await post("terminate", id);
    if (answer.status === 401) return askPassword();
    if (!answer.ok) view.refuse(id, sentence(await refusalOf(answer)));
  } catch {
    view.refuse(id, UNREACHABLE);
  }
}

byId("sign-in").addEventListener("submit", signIn);
byId("sign-out").addEventListener("click", signOut);
follow();

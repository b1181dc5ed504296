// Waybill progressive enhancement. Every feature here has a plain link or form underneath.
const root = document.documentElement;
root.classList.add("js");
const $ = (sel, el = document) => el.querySelector(sel);
const $$ = (sel, el = document) => [...el.querySelectorAll(sel)];

/* Dialogs. <a data-dialog href="/…/history">: fetch the page's fragment, show it as a modal.
   data-dialog="#id" names one already in the page. Anything but a dialog in the answer (an error, a sign-in page)
   falls back to following the link. */
function show(dialog) {
  dialog.showModal();
  const focus = $("[autofocus]", dialog) ?? $("h2", dialog);
  if (focus?.matches("h2")) focus.tabIndex = -1;
  focus?.focus();
}
async function fetchDialog(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: { "X-Fragment": "1" } });
  if (!answer.ok || answer.redirected) throw new Error(`fragment: ${answer.status}`);
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const dialog = $("dialog", holder.content);
  if (!dialog) throw new Error("fragment: no dialog");
  return dialog;
}
document.addEventListener("click", async (e) => {
  const link = e.target.closest("a[data-dialog]");
  if (!link || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || e.button) return;
  e.preventDefault();
  const local = link.dataset.dialog && $(link.dataset.dialog);
  if (local) return show(local);
  if (link.ariaBusy === "true") return; // a second click while the first is on its way
  link.ariaBusy = "true";
  try {
    const dialog = await fetchDialog(link.href);
    document.body.append(dialog);
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    show(dialog);
  } catch { location.assign(link.href); }
  link.removeAttribute("aria-busy");
});
document.addEventListener("click", (e) => {
  const dialog = e.target.closest("dialog");
  if (dialog && e.target.closest("[data-close]")) { e.preventDefault(); dialog.close(); }
  // A click on the backdrop closes dialogs that only show information.
  if (e.target === dialog && dialog.hasAttribute("data-passive")) dialog.close();
});

/* A form in a dialog that is drawn again: its buttons with data-again change only the form itself, a select with
   data-update names the button that does so when another option is chosen. The page alone sends the form as it is. */
async function again(form, button) {
  const dialog = form.closest("dialog"), url = new URL(form.action);
  const sent = new URLSearchParams(new FormData(form, button)), isPost = form.getAttribute("method") === "post";
  if (!isPost) url.search = sent;
  try {
    const next = await fetchDialog(url, isPost ? { method: "POST", body: sent } : {}), id = document.activeElement?.id;
    dialog.replaceChildren(...next.childNodes);
    ((id && $(`#${CSS.escape(id)}`, dialog)) || $("[autofocus]", dialog) || $("h2", dialog))?.focus();
  } catch {
    if (!isPost) return location.assign(url);
    button.removeAttribute("data-again");
    form.requestSubmit(button);
  }
}
document.addEventListener("submit", (e) => {
  if (!e.submitter?.matches("[data-again]") || !e.target.closest("dialog")) return;
  e.preventDefault();
  again(e.target, e.submitter);
});
document.addEventListener("change", (e) => {
  const select = e.target;
  if (select.dataset.update && select.closest("dialog")) again(select.form, document.getElementById(select.dataset.update));
});

/* A menu that is a <details data-menu> closes as a popover does: with Escape and by a press outside. */
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  for (const menu of $$("details[data-menu][open]")) {
    if (menu.contains(document.activeElement)) $("summary", menu).focus();
    menu.open = false;
  }
});
document.addEventListener("pointerdown", (e) => {
  for (const menu of $$("details[data-menu][open]")) if (!menu.contains(e.target)) menu.open = false;
});

/* Polite announcements. One live region per page, in the layout; it becomes visible while the connection is away, and when the page is no
   longer kept up to date. */
const live = $("#live");
const say = (text) => { if (live && text) live.textContent = text; };
function offline(away) {
  if (!live || live.classList.contains("toast") === away) return;
  live.classList.toggle("toast", away);
  live.classList.toggle("vh", !away);
  live.textContent = away ? live.dataset.offline : "";
}

function stale() {
  if (!live) return;
  live.classList.replace("vh", "toast");
  live.textContent = live.dataset.stale;
}

/* Live progress. [data-poll] holds elements (rows, cards) that can still change, each with its id in data-live; the server
   answers [{ id, state, done, total, pct, detail, say, html }]. html is sent only when the state changed. */
const STEP = 2000, LONGEST = 30000, PATIENCE = 60000;
async function poll(list, wait = STEP, since = Date.now()) {
  const open = $$("[data-live]", list);
  if (!open.length) return;
  if (!document.hidden) try {
    const url = new URL(list.dataset.poll, location.href);
    url.searchParams.set("ids", open.map((el) => el.dataset.live).join());
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    // The session has ended or the right is gone: asking again would change nothing, so what stands here gets old.
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return stale();
    if (!answer.ok) throw new Error(`poll: ${answer.status}`);
    for (const row of await answer.json()) update(list, row);
    [wait, since] = [STEP, Date.now()];
    offline(false);
  } catch {
    wait = Math.min(wait * 2, LONGEST);
    if (Date.now() - since >= PATIENCE) offline(true);
  }
  setTimeout(poll, wait, list, wait, since);
}
function update(list, row) {
  const el = $(`[data-live="${CSS.escape(row.id)}"]`, list);
  if (!el) return;
  if (row.html) { replace(el, row.html); say(row.say); return; }
  const bar = $("progress", el);
  if (bar && row.total > 0) { bar.max = row.total; bar.value = row.done; }
  $("[data-detail]", el)?.replaceChildren(row.detail ?? "");
  $("[data-pct]", el)?.replaceChildren(row.pct ?? "");
}
function replace(el, html) {
  const focused = el.contains(document.activeElement);
  const box = document.createElement("template");
  box.innerHTML = html;
  const next = box.content.firstElementChild;
  if (!next) return;
  el.replaceWith(next);
  if (focused) $("a, button", next)?.focus();
}
for (const list of $$("[data-poll]")) poll(list);

/* The time zone of the browser, for an account that has none yet. */
for (const zone of $$("[data-zone]")) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

/* Password reveal */
for (const btn of $$("[data-reveal]")) {
  const input = document.getElementById(btn.dataset.reveal);
  const reveal = (shown) => {
    input.type = shown ? "text" : "password";
    btn.textContent = shown ? btn.dataset.hide : btn.dataset.show;
    btn.setAttribute("aria-label", shown ? btn.dataset.hideLabel : btn.dataset.showLabel);
  };
  btn.addEventListener("click", () => reveal(input.type === "password"));
  btn.form?.addEventListener("submit", () => reveal(false));
}

/* Toasts: rendered by the server after a redirect; leave after 10 s unless hovered or focused. */
for (const toast of $$(".toast")) {
  let left = 10, held = false;
  for (const [on, off] of [["pointerenter", "pointerleave"], ["focusin", "focusout"]]) {
    toast.addEventListener(on, () => { held = true; });
    toast.addEventListener(off, () => { held = false; });
  }
  const tick = setInterval(() => { if (!held && --left <= 0) { clearInterval(tick); toast.remove(); } }, 1000);
  $("[data-dismiss]", toast)?.addEventListener("click", (e) => { e.preventDefault(); toast.remove(); });
}

/* Select all on index tables; how many are ticked stands beside what can be done with them. */
for (const all of $$("[data-select-all]")) {
  const boxes = $$("tbody input[type=checkbox]", all.closest("table")), form = all.form;
  const told = form && $("[data-ticked]", form), every = form && $("[name=all]", form);
  const count = () => {
    const n = boxes.filter((x) => x.checked).length;
    all.checked = n > 0 && n === boxes.length; all.indeterminate = n > 0 && !all.checked;
    if (told) told.textContent = n && !every?.checked ? told.dataset.ticked.replace("#", n) : "";
  };
  all.addEventListener("change", () => { boxes.forEach((b) => { b.checked = all.checked; }); count(); });
  for (const b of [...boxes, every]) b?.addEventListener("change", count);
  addEventListener("pageshow", count); // the browser may have kept the ticks
}

/* The order of the chosen properties: the arrows move a row in place, past the next one that is ticked. */
document.addEventListener("click", (e) => {
  const button = e.target.closest(".prop button[name=up], .prop button[name=down]");
  if (!button) return;
  e.preventDefault();
  const row = button.closest(".prop"), up = button.name === "up";
  const step = (el) => up ? el.previousElementSibling : el.nextElementSibling;
  let other = step(row);
  while (other && !$(":checked", other)) other = step(other);
  if (other) up ? other.before(row) : other.after(row);
  const pick = $("[name=props][value=pick]", button.form);
  if (pick) pick.checked = true;
  button.focus();
  row.scrollIntoView({ block: "nearest" });
});

/* One submit is enough for a form that changes something; the theme shows before the answer is there. No browser says that a
   submit was stopped: a form works again once something is changed in it, and after a while. */
const BUSY = 15000;
function free(form) {
  clearTimeout(form.dataset.sent);
  delete form.dataset.sent;
  for (const el of form.elements) el.removeAttribute("aria-busy");
}
document.addEventListener("submit", (e) => {
  const form = e.target, button = e.submitter;
  if (e.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.dataset.sent) return e.preventDefault();
  form.dataset.sent = setTimeout(free, BUSY, form);
  if (button?.name === "theme") button.value === "system" ? delete root.dataset.theme : (root.dataset.theme = button.value);
  button?.setAttribute("aria-busy", "true");
});
for (const kind of ["input", "change"]) document.addEventListener(kind, (e) => {
  if (e.target.form?.dataset.sent) free(e.target.form);
});
addEventListener("pageshow", (e) => { // back from the next page, out of the browser's memory: forms work again
  if (!e.persisted) return;
  for (const form of $$("form[data-sent]")) free(form);
  for (const busy of $$("[aria-busy]")) busy.removeAttribute("aria-busy");
});

/* A dialog the server rendered open (for example after a validation error) becomes modal; else an error takes the focus. */
for (const d of $$("dialog[data-open]")) { d.removeAttribute("open"); show(d); }
if (!$("dialog[open]") && !location.hash) $(".banner.bad[tabindex]")?.focus();

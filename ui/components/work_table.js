// The desk's table: real rows and headers, read and walked like any table, in either direction.
// Text reaches the page through textContent only. Keys are told by event.code: J is J on an Arabic keyboard.

const TABLES = new WeakMap();

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const isLocal = (href) => typeof href === "string" && /^\/(?![\/\\])/.test(href);

const chip = (cell) => {
  const node = make("span", `chip ${cell.tone ?? "neutral"}`);
  const icon = make("i", "", cell.icon ?? "");
  icon.setAttribute("aria-hidden", "true");
  node.append(icon, make("span", "", cell.text ?? ""));
  return node;
};

const content = (column, cell) => {
  if (cell === null || cell === undefined || cell === "") return make("span", "empty", "–");
  if (typeof cell === "object") {
    if (!cell.note) return chip(cell);
    const both = make("span", "pair");
    both.append(chip(cell), make("span", "note", cell.note));
    return both;
  }
  const node = make(column.kind === "id" ? "bdi" : "span", "", String(cell));
  if (column.kind === "id") node.dir = "ltr";
  return node;
};

const isTyping = (event) => {
  const target = event.composedPath()[0];
  return target instanceof Element && target.closest("input:not([type=checkbox]),textarea,select,[contenteditable=true]") !== null;
};

class WorkTable {
  constructor(root) {
    this.root = root;
    this.wrap = root.querySelector(".wrap");
    this.head = root.querySelector("thead");
    this.body = root.querySelector("tbody");
    this.current = null;
    this.selected = new Set();
    this.body.onkeydown = (event) => this.onKey(event);
    this.body.onclick = (event) => this.onClick(event);
    this.body.ondblclick = (event) => this.open(this.idAt(event));
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.body.addEventListener("focusin", (event) => this.mark(this.idAt(event)), { signal });
    document.addEventListener("keydown", (event) => this.onKeyElsewhere(event), { signal });
  }

  leave() {
    this.leaving.abort();
  }

  show({ data, setStateValue, setTriggerValue }) {
    const held = this.root.activeElement ?? null;
    const heldId = held?.closest?.("tr")?.dataset.id ?? null;
    const heldKind = held?.matches?.("input") ? "input" : "tr";
    const heldIndex = heldId === null ? -1 : this.ids().indexOf(heldId);
    this.tell = { open: (id) => setTriggerValue("opened", id), select: (ids) => setStateValue("selected", ids) };
    this.data = data;
    const asked = JSON.stringify(data.selected);
    if (asked !== this.asked) this.selected = new Set(data.selected);
    this.asked = asked;
    if (data.current !== null && data.current !== this.told) this.current = data.current;
    this.told = data.current;
    this.root.querySelector("caption").textContent = data.caption;
    this.root.querySelector(".hint").textContent = data.labels.hint;
    this.head.replaceChildren(this.headRow());
    this.body.replaceChildren(...(data.rows.length ? data.rows.map((row) => this.row(row)) : [this.nothing()]));
    const ids = this.ids();
    if (!ids.includes(this.current)) this.current = ids[Math.max(0, Math.min(heldIndex, ids.length - 1))] ?? null;
    this.mark(this.current);
    if (heldId !== null && this.current !== null) {
      const row = this.rowOf(ids.includes(heldId) ? heldId : this.current);
      (heldKind === "input" ? row?.querySelector("input") ?? row : row)?.focus();
    }
  }

  headRow() {
    const row = make("tr");
    if (this.data.selectable) {
      const cell = make("th", "pick");
      cell.scope = "col";
      const all = this.checkbox(this.data.labels.select_all);
      const ids = this.data.rows.map((line) => line.id);
      all.checked = ids.length > 0 && ids.every((id) => this.selected.has(id));
      all.indeterminate = !all.checked && ids.some((id) => this.selected.has(id));
      all.onchange = () => this.choose(all.checked ? ids : []);
      cell.append(all);
      row.append(cell);
    }
    for (const column of this.data.columns) {
      const cell = make("th", `${column.kind} p${column.priority}`, column.title);
      cell.scope = "col";
      row.append(cell);
    }
    return row;
  }

  row(line) {
    const row = make("tr", line.id === this.data.marked ? "marked" : "");
    row.dataset.id = line.id;
    row.tabIndex = -1;
    if (this.data.selectable) {
      const cell = make("td", "pick");
      const box = this.checkbox(`${this.data.labels.select} ${line.id}`);
      box.tabIndex = -1;
      box.checked = this.selected.has(line.id);
      box.onchange = () => this.toggle(line.id);
      cell.append(box);
      row.append(cell);
    }
    row.classList.toggle("selected", this.selected.has(line.id));
    for (const column of this.data.columns) row.append(this.cell(column, line));
    return row;
  }

  cell(column, line) {
    const cell = make(column.row_header ? "th" : "td", `${column.kind} p${column.priority}`);
    if (column.row_header) cell.scope = "row";
    const inside = content(column, line.cells[column.name]);
    const href = column.href ? line.cells[column.href] : null;
    if (!isLocal(href)) {
      cell.append(inside);
      return cell;
    }
    const link = make("a");
    link.href = href;
    link.tabIndex = -1;
    link.append(inside);
    cell.append(link);
    return cell;
  }

  nothing() {
    const row = make("tr", "none");
    const cell = make("td", "", this.data.labels.nothing);
    cell.colSpan = this.data.columns.length + (this.data.selectable ? 1 : 0);
    row.append(cell);
    return row;
  }

  checkbox(label) {
    const box = make("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", label);
    return box;
  }

  ids() {
    return Array.from(this.body.querySelectorAll("tr[data-id]"), (row) => row.dataset.id);
  }

  rowOf(id) {
    return Array.from(this.body.rows).find((row) => row.dataset.id === id) ?? null;
  }

  idAt(event) {
    return event.target.closest("tr")?.dataset.id ?? null;
  }

  mark(id) {
    if (id === null) return;
    this.current = id;
    for (const row of this.body.rows) row.tabIndex = row.dataset.id === id ? 0 : -1;
  }

  go(id) {
    if (id === undefined || id === null) return;
    this.mark(id);
    this.rowOf(id)?.focus();
  }

  open(id) {
    if (id !== null && this.data.opens) this.tell.open(id);
  }

  toggle(id) {
    const chosen = new Set(this.selected);
    chosen.has(id) ? chosen.delete(id) : chosen.add(id);
    this.choose([...chosen]);
  }

  choose(ids) {
    this.selected = new Set(ids);
    for (const row of this.body.querySelectorAll("tr[data-id]")) {
      const chosen = this.selected.has(row.dataset.id);
      row.classList.toggle("selected", chosen);
      row.querySelector("input").checked = chosen;
    }
    this.tell.select(ids);
  }

  onClick(event) {
    const id = this.idAt(event);
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (event.target.closest("a") && plain && this.data.opens) {
      event.preventDefault(); // a plain click stays in this session; any other click is the browser's
      this.open(id);
    } else if (id !== null && !event.target.closest("input,a")) this.go(id);
  }

  onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const ids = this.ids();
    const at = ids.indexOf(this.current);
    const act = {
      ArrowDown: () => this.go(ids[at + 1]),
      KeyJ: () => this.go(ids[at + 1]),
      ArrowUp: () => this.go(ids[at - 1]),
      KeyK: () => this.go(ids[at - 1]),
      Home: () => this.go(ids[0]),
      End: () => this.go(ids.at(-1)),
      Enter: () => this.open(this.current),
      NumpadEnter: () => this.open(this.current),
      ...(this.data.selectable ? { KeyX: () => this.toggle(this.current) } : {}),
    }[event.code];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // J and K reach the table from wherever the reader is, unless something is being typed or a dialog is open.
  onKeyElsewhere(event) {
    if (!["KeyJ", "KeyK"].includes(event.code) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.defaultPrevented || this.root.activeElement || isTyping(event)) return;
    if (document.querySelector('[role="dialog"]') || !this.wrap.isConnected || !this.wrap.offsetParent) return;
    event.preventDefault();
    this.go(this.current);
  }
}

export default function (component) {
  const root = component.parentElement;
  if (!TABLES.has(root)) TABLES.set(root, new WorkTable(root));
  const table = TABLES.get(root);
  table.show(component);
  return () => {
    table.leave();
    TABLES.delete(root);
  };
}

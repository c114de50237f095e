// The paper viewer. Everything said is handed in; text reaches the page through textContent alone.
// A rerun of the Streamlit script calls the exported function again: it changes what changed and nothing else,
// so images stay loaded and zoom, rotation and place stay where the reader put them.

const viewers = new WeakMap()
const WIDTHS = [900, 1600]
const STEP = 1.25
const LEAST = 0.1
const MOST = 4
const PAD = 24

export default function paperViewer(component) {
  const { parentElement, data } = component
  let viewer = viewers.get(parentElement)
  if (!viewer) {
    viewer = new Viewer(parentElement.querySelector(".viewer"))
    viewers.set(parentElement, viewer)
  }
  // The turn makes a return to a paper that was chosen before a change, even where Python led away from it.
  viewer.choose = (id) => {
    component.setStateValue("current", id)
    component.setStateValue("turn", (viewer.turns = (viewer.turns ?? 0) + 1))
  }
  viewer.update(data)
  return () => {
    viewer.end()
    viewers.delete(parentElement)
  }
}

class Viewer {
  constructor(root) {
    this.root = root
    this.papers = new Map()
    this.current = null
    this.asked = undefined
    this.part = Object.fromEntries(
      ["tabs", "bar", "body", "thumbs", "stage", "message", "heard", "percent", "where"].map((name) => [
        name,
        root.querySelector("." + name),
      ]),
    )
    this.button = Object.fromEntries(
      [...root.querySelectorAll(".bar button")].map((button) => [button.dataset.does, button]),
    )
    this.thumbsWanted = null
    this.listen()
  }

  // ---- What Python says

  update(data) {
    this.labels = data.labels
    this.base = data.base
    this.root.dir = data.labels.direction
    this.root.style.setProperty("--viewer-height", data.height + "px")
    this.root.setAttribute("aria-label", data.labels.viewer)
    this.nameControls()
    this.keepPapers(data.papers)
    if (data.current !== this.asked) {
      this.asked = data.current
      if (this.papers.has(data.current)) this.current = data.current
    }
    if (!this.papers.has(this.current)) this.current = firstToShow(data.papers)
    this.drawTabs()
    this.show()
  }

  keepPapers(tabs) {
    const kept = new Map()
    for (const tab of tabs) {
      const paper = this.papers.get(tab.id) || newPaper(tab.id)
      paper.tab = tab
      kept.set(tab.id, paper)
    }
    for (const [id, paper] of this.papers) if (!kept.has(id)) forget(paper)
    this.papers = kept
  }

  nameControls() {
    for (const [does, button] of Object.entries(this.button)) {
      const key = button.dataset.key
      button.setAttribute("aria-label", this.labels[does])
      button.title = key ? `${this.labels[does]} (${key})` : this.labels[does]
    }
    this.part.tabs.setAttribute("aria-label", this.labels.papers)
    this.part.bar.setAttribute("aria-label", this.labels.controls)
    this.part.thumbs.setAttribute("aria-label", this.labels.thumbnails)
    this.part.stage.setAttribute("aria-label", this.labels.hint)
  }

  // ---- Tabs

  drawTabs() {
    const wanted = [...this.papers.values()].map((paper) => paper.tab)
    const drawn = JSON.stringify(wanted)
    if (drawn !== this.drawn) {
      this.drawn = drawn
      const focused = this.root.getRootNode().activeElement?.dataset?.paper
      this.part.tabs.replaceChildren(...wanted.map((tab) => this.tab(tab)))
      if (focused) this.part.tabs.querySelector(`[data-paper="${CSS.escape(focused)}"]`)?.focus()
    }
    for (const button of this.part.tabs.children) {
      const chosen = Number(button.dataset.paper) === this.current
      button.setAttribute("aria-selected", String(chosen))
      button.tabIndex = chosen ? 0 : -1
    }
  }

  tab(tab) {
    const button = make("button", "tab")
    button.type = "button"
    button.setAttribute("role", "tab")
    button.setAttribute("aria-controls", "body")
    button.dataset.paper = tab.id
    button.title = tab.title
    const title = make("span", "title", tab.title)
    title.dir = "auto"
    button.append(title)
    const note = tab.note || (tab.fault ? this.labels.kept_aside : "")
    if (note) button.append(make("span", `note ${tab.fault ? "warn" : tab.tone}`, note))
    button.onclick = () => this.open(tab.id)
    return button
  }

  open(id) {
    if (id === this.current) return
    this.current = id
    this.drawTabs()
    this.part.tabs.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" })
    this.show()
    this.choose(id)
  }

  // ---- One paper

  get paper() {
    return this.papers.get(this.current)
  }

  show() {
    const paper = this.paper
    if (!paper) return this.tell(this.labels.nothing, "")
    if (paper.tab.fault) return this.tell(paper.tab.note || this.labels.kept_aside, paper.tab.fault)
    if (paper.failed) return this.tell(paper.failed, "", () => this.load(paper))
    if (!paper.sizes) {
      this.tell(this.labels.loading, "")
      if (!paper.loading) this.load(paper)
      return
    }
    this.part.message.hidden = true
    this.enable(true)
    if (this.part.stage.firstElementChild !== paper.sheets) {
      this.part.stage.replaceChildren(paper.sheets)
      this.part.thumbs.replaceChildren(...paper.thumbs)
      this.lay()
      this.part.stage.scrollTo(paper.left, paper.top)
    }
    this.nameSheets()
    this.lay()
  }

  async load(paper) {
    paper.failed = ""
    paper.loading = true
    this.tell(this.labels.loading, "")
    try {
      const answer = await fetch(`${this.base}/${paper.id}`, { credentials: "same-origin", cache: "no-store" })
      if (answer.ok) this.prepare(paper, await answer.json())
      else paper.failed = { 401: this.labels.signed_out, 403: this.labels.refused }[answer.status] || this.labels.failed
    } catch {
      paper.failed = this.labels.failed
    }
    paper.loading = false
    if (this.paper === paper) this.show()
  }

  prepare(paper, manifest) {
    paper.sizes = manifest.sizes
    paper.sheets = make("div", "sheets")
    paper.seen = new IntersectionObserver((entries) => this.sighted(paper, entries), {
      root: this.part.stage,
      rootMargin: "300px",
    })
    paper.pages = paper.sizes.map((size, at) => {
      const sheet = make("div", "sheet")
      const image = make("img")
      image.draggable = false
      image.decoding = "async"
      sheet.append(image)
      sheet.dataset.page = at + 1
      paper.sheets.append(sheet)
      paper.seen.observe(sheet)
      return { number: at + 1, size, sheet, image, width: 0, near: false }
    })
    paper.thumbSeen = new IntersectionObserver((entries) => this.thumbsSighted(paper, entries), {
      root: this.part.thumbs,
      rootMargin: "200px",
    })
    paper.thumbs = paper.pages.map((page) => this.thumb(paper, page))
  }

  thumb(paper, page) {
    const button = make("button", "thumb")
    button.type = "button"
    const frame = make("span", "frame")
    page.small = make("img")
    page.small.alt = ""
    page.frame = frame
    frame.append(page.small)
    button.append(frame, make("span", "number", String(page.number)))
    button.dataset.page = page.number
    button.onclick = () => this.goTo(page.number)
    paper.thumbSeen.observe(button)
    return button
  }

  nameSheets() {
    const paper = this.paper
    paper.pages.forEach((page, at) => {
      page.image.alt = `${paper.tab.title}: ${this.place(page.number)}`
      paper.thumbs[at].setAttribute("aria-label", this.place(page.number))
    })
  }

  place(number) {
    return this.labels.page.replace("{n}", number).replace("{count}", this.paper.sizes.length)
  }

  tell(title, reason, again) {
    this.enable(false)
    const lines = []
    if (reason) lines.push(warningSign())
    lines.push(make("p", "title", title))
    if (reason) lines.push(make("p", "reason", reason))
    if (again) lines.push(this.again(again))
    this.part.message.replaceChildren(...lines)
    this.part.message.hidden = false
  }

  again(act) {
    const button = make("button", "again", this.labels.again)
    button.type = "button"
    button.onclick = act
    return button
  }

  enable(on) {
    for (const button of Object.values(this.button)) button.disabled = !on
    this.part.stage.tabIndex = on ? 0 : -1
    this.part.stage.style.visibility = on ? "" : "hidden"
    if (!on) {
      this.part.percent.textContent = ""
      this.part.where.textContent = ""
      this.part.thumbs.hidden = true
    }
  }

  // ---- Laying out

  scaleOf(paper, page) {
    if (typeof paper.zoom === "number") return paper.zoom
    const [width, height] = turned(page.size, paper.turn)
    const across = Math.max(50, this.part.stage.clientWidth - PAD) / width
    const down = Math.max(50, this.part.stage.clientHeight - PAD) / height
    return clamp(paper.zoom === "page" ? Math.min(across, down) : across)
  }

  lay() {
    const paper = this.paper
    if (!paper?.pages || paper.tab.fault) return
    const several = paper.pages.length > 1
    this.part.thumbs.hidden = !(this.thumbsWanted ?? (several && this.root.clientWidth >= 620))
    for (const page of paper.pages) {
      const scale = this.scaleOf(paper, page)
      place(page.sheet, page.image, page.size, scale, paper.turn)
      const [width, height] = turned(page.size, paper.turn)
      place(page.frame, page.small, page.size, Math.min(76 / width, 100 / height), paper.turn)
      if (page.near) this.fetchPage(paper, page)
    }
    this.button.fit_width.setAttribute("aria-pressed", String(paper.zoom === "width"))
    this.button.fit_page.setAttribute("aria-pressed", String(paper.zoom === "page"))
    this.button.show_thumbnails.setAttribute("aria-pressed", String(!this.part.thumbs.hidden))
    this.follow()
  }

  follow() {
    const paper = this.paper
    if (!paper?.pages || paper.tab.fault) return
    const middle = this.part.stage.scrollTop + this.part.stage.clientHeight / 3
    let now = paper.pages[0]
    for (const page of paper.pages) if (page.sheet.offsetTop - this.part.stage.offsetTop <= middle) now = page
    if (this.part.stage.scrollTop + this.part.stage.clientHeight >= this.part.stage.scrollHeight - 2 && this.part.stage.scrollTop > 0)
      now = paper.pages.at(-1)
    paper.page = now.number
    this.part.where.textContent = this.place(now.number)
    this.part.percent.textContent = `${Math.round(this.scaleOf(paper, now) * 100)}%`
    this.button.previous.disabled = now.number === 1
    this.button.next.disabled = now.number === paper.pages.length
    paper.thumbs.forEach((thumb, at) => {
      const here = at + 1 === now.number
      if (here && thumb.getAttribute("aria-current") !== "true" && !this.part.thumbs.hidden)
        keepInSight(this.part.thumbs, thumb)
      thumb.setAttribute("aria-current", String(here))
    })
  }

  sighted(paper, entries) {
    for (const entry of entries) {
      const page = paper.pages[entry.target.dataset.page - 1]
      page.near = entry.isIntersecting
      if (page.near) this.fetchPage(paper, page)
    }
  }

  thumbsSighted(paper, entries) {
    for (const entry of entries) {
      const page = paper.pages[entry.target.dataset.page - 1]
      if (entry.isIntersecting && !page.small.src) page.small.src = this.address(paper, page, 160)
    }
  }

  fetchPage(paper, page) {
    const needed = page.size[0] * this.scaleOf(paper, page) * (window.devicePixelRatio || 1)
    const width = WIDTHS.find((one) => one >= needed && one < page.size[0]) || Infinity
    if (width <= page.width) return
    page.width = width
    const address = this.address(paper, page, width === Infinity ? "full" : width)
    const sharper = new Image() // The page that is shown stays until the sharper one is here.
    sharper.onload = () => {
      if (page.width === width) page.image.src = address
    }
    sharper.onerror = () => {
      if (page.width !== width) return
      page.width = 0
      if (page.image.src) return
      const again = this.again(() => {
        again.remove()
        this.fetchPage(paper, page)
      })
      page.sheet.querySelector(".again")?.remove()
      page.sheet.append(again)
    }
    if (!page.image.hasAttribute("src")) {
      page.image.onerror = sharper.onerror
      page.image.onload = () => page.sheet.querySelector(".again")?.remove()
      page.image.src = address
    } else sharper.src = address
  }

  address(paper, page, width) {
    return `${this.base}/${paper.id}/pages/${page.number}?w=${width}`
  }

  // ---- What the reader does

  zoom(to, point) {
    const paper = this.paper
    const stage = this.part.stage
    if (!paper?.pages) return
    const page = paper.pages[paper.page - 1]
    const before = this.scaleOf(paper, page)
    const box = stage.getBoundingClientRect()
    const at = point || { x: box.left + stage.clientWidth / 2, y: box.top + stage.clientHeight / 2 }
    const sheet = page.sheet.getBoundingClientRect()
    const share = { x: (at.x - sheet.left) / sheet.width, y: (at.y - sheet.top) / sheet.height }
    paper.zoom = typeof to === "function" ? clamp(to(before)) : to
    this.lay()
    const now = page.sheet.getBoundingClientRect()
    stage.scrollBy(now.left + share.x * now.width - at.x, now.top + share.y * now.height - at.y)
    this.follow()
    this.say(`${Math.round(this.scaleOf(paper, page) * 100)}%`)
  }

  rotate(by) {
    const paper = this.paper
    if (!paper?.pages) return
    const number = paper.page
    paper.turn = (paper.turn + by + 360) % 360
    this.lay()
    this.goTo(number)
    this.say(this.labels.turned.replace("{degrees}", paper.turn))
  }

  goTo(number) {
    const paper = this.paper
    const page = paper?.pages?.[Math.min(Math.max(number, 1), paper.pages.length) - 1]
    if (!page) return
    this.part.stage.scrollTop = page.sheet.offsetTop - this.part.stage.offsetTop - 6
    this.follow()
    this.say(this.place(paper.page))
  }

  say(words) {
    this.part.heard.textContent = words
  }

  act(does) {
    const acts = {
      zoom_in: () => this.zoom((scale) => scale * STEP),
      zoom_out: () => this.zoom((scale) => scale / STEP),
      fit_width: () => this.zoom("width"),
      fit_page: () => this.zoom("page"),
      turn_left: () => this.rotate(-90),
      turn_right: () => this.rotate(90),
      previous: () => this.goTo(this.paper.page - 1),
      next: () => this.goTo(this.paper.page + 1),
      show_thumbnails: () => {
        this.thumbsWanted = this.part.thumbs.hidden
        this.lay()
      },
    }
    if (this.button[does].disabled) return
    acts[does]()
  }

  listen() {
    for (const [does, button] of Object.entries(this.button)) button.onclick = () => this.act(does)
    this.root.onkeydown = (event) => this.pressed(event)
    const stage = this.part.stage
    stage.onscroll = () => {
      const paper = this.paper
      if (stage.firstElementChild !== paper?.sheets) return
      paper.left = stage.scrollLeft
      paper.top = stage.scrollTop
      this.follow()
    }
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return
      event.preventDefault()
      this.zoom((scale) => scale * Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) / 400), {
        x: event.clientX,
        y: event.clientY,
      })
    }, { passive: false })
    stage.onpointerdown = (event) => {
      if (event.button !== 0 || event.pointerType === "touch" || event.target.closest("button")) return
      this.held = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop }
      stage.setPointerCapture(event.pointerId)
      stage.classList.add("held")
    }
    stage.onpointermove = (event) => {
      if (!this.held) return
      stage.scrollTo(this.held.left + this.held.x - event.clientX, this.held.top + this.held.y - event.clientY)
    }
    stage.onpointerup = stage.onpointercancel = () => {
      this.held = null
      stage.classList.remove("held")
    }
    this.resized = new ResizeObserver(() => this.lay())
    this.resized.observe(this.part.stage)
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const does = (event.target.closest(".tab") && this.tabKey(event)) || this.pageKey(event)
    if (!does) return
    event.preventDefault()
    event.stopPropagation() // The page's own shortcuts must not hear it too.
    does()
  }

  tabKey(event) {
    const forward = this.root.dir === "rtl" ? "ArrowLeft" : "ArrowRight"
    const back = this.root.dir === "rtl" ? "ArrowRight" : "ArrowLeft"
    const tabs = [...this.part.tabs.children]
    const at = tabs.indexOf(event.target.closest(".tab"))
    const to = { [forward]: at + 1, [back]: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const next = to === undefined ? null : tabs[(to + tabs.length) % tabs.length]
    return next && (() => {
      next.focus()
      this.open(Number(next.dataset.paper))
    })
  }

  pageKey(event) {
    if (!this.paper?.pages || this.paper.tab.fault) return null
    const byCode = { BracketLeft: "turn_left", BracketRight: "turn_right", NumpadAdd: "zoom_in", NumpadSubtract: "zoom_out",
      Equal: "zoom_in", Minus: "zoom_out" }[event.code]
    const byKey = { "+": "zoom_in", "=": "zoom_in", "-": "zoom_out", PageDown: "next", PageUp: "previous" }[event.key]
    if (byCode || byKey) return () => this.act(byCode || byKey)
    if (event.code === "Digit0" || event.code === "Numpad0")
      return () => this.act(this.paper.zoom === "width" ? "fit_page" : "fit_width")
    if (event.target !== this.part.stage) return null
    if (event.key === "Home") return () => this.goTo(1)
    if (event.key === "End") return () => this.goTo(this.paper.pages.length)
    const sideways = this.part.stage.scrollWidth > this.part.stage.clientWidth + 1
    const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!aside || sideways) return null // The stage scrolls by itself.
    return () => this.goTo(this.paper.page + (this.root.dir === "rtl" ? -aside : aside))
  }

  end() {
    this.resized.disconnect()
    for (const paper of this.papers.values()) forget(paper)
  }
}

function newPaper(id) {
  return { id, zoom: "width", turn: 0, page: 1, left: 0, top: 0, loading: false, failed: "", sizes: null }
}

function forget(paper) {
  paper.seen?.disconnect()
  paper.thumbSeen?.disconnect()
}

function firstToShow(tabs) {
  return (tabs.find((tab) => !tab.fault) || tabs[0])?.id ?? null
}

function turned([width, height], turn) {
  return turn % 180 ? [height, width] : [width, height]
}

function clamp(scale) {
  return Math.min(Math.max(scale, LEAST), MOST)
}

function place(box, image, size, scale, turn) {
  const [width, height] = turned(size, turn)
  box.style.width = `${Math.round(width * scale)}px`
  box.style.height = `${Math.round(height * scale)}px`
  image.style.width = `${size[0] * scale}px`
  image.style.height = `${size[1] * scale}px`
  image.style.transform = `translate(-50%, -50%) rotate(${turn}deg)`
}

function keepInSight(list, one) {
  const top = one.offsetTop - list.offsetTop
  if (top < list.scrollTop) list.scrollTop = top - 8
  else if (top + one.offsetHeight > list.scrollTop + list.clientHeight)
    list.scrollTop = top + one.offsetHeight - list.clientHeight + 8
}

function make(name, className = "", text = "") {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}

function warningSign() {
  const space = "http://www.w3.org/2000/svg"
  const sign = document.createElementNS(space, "svg")
  sign.setAttribute("viewBox", "0 0 24 24")
  sign.setAttribute("aria-hidden", "true")
  const line = document.createElementNS(space, "path")
  line.setAttribute("d", "M12 4 2.8 20h18.4zM12 10v5M12 17.6v.2")
  sign.append(line)
  return sign
}

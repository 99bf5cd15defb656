// Reads texts aloud, only when asked to: a loudspeaker for every element with data-say, one for the whole page.
// `data-say` may name an element to be read first (the title above a text). A recording in `data-audio` is played instead
// of the browser's voice. What is not on the screen is never read; pinyin is not read, since the characters are.
const BESIDE = 'label, legend, button, summary, a, h1, h2, h3, span'; // no button may or should stand inside these
const PAUSE = /[^。！？；!?;\n]+[。！？；!?;]*/g; // browsers give up in long texts, so each sentence is one utterance
const NOT_READ = 'rt, svg, select, .say, .visually-hidden, [hidden], [aria-hidden="true"]';
const SLOWLY = 0.85;

const page = document.querySelector('main');
const spoken = document.documentElement.lang.split('-')[0];
const speech = window.speechSynthesis;
const template = document.querySelector('[data-say-button]');
const all = document.querySelector('[data-say-all]');
const buttons = new WeakMap(); // of blocks
const blocks = new WeakMap(); // of buttons
let voice = null;
let playing = null; // { queue, block, button, sound }

function findVoice() {
  // A Cantonese voice reads the same characters, but with other sounds than the pinyin above them.
  const fitting = (speech?.getVoices() ?? []).filter((one) => one.lang.startsWith(spoken) && !/hk|yue/i.test(one.lang));
  const home = /hant/i.test(document.documentElement.lang) ? /tw|hant/i : /cn|hans|us|gb/i;
  const usable = [...fitting.filter((one) => home.test(one.lang)), ...fitting];
  return usable.find((one) => one.localService && home.test(one.lang)) ?? usable[0] ?? null;
}

function isSeen(element) {
  return element.checkVisibility ? element.checkVisibility({ visibilityProperty: true }) : element.getClientRects().length > 0;
}

function wordsOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let words = '';
  let line = null;
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const inner = parent.closest('[data-say]');
    if (parent.closest(NOT_READ) || (inner && inner !== block && block.contains(inner)) || !isSeen(parent)) continue;
    const here = parent.closest('p, li, div, h1, h2, h3');
    if (line && here !== line) words += '\n';
    line = here;
    words += walker.currentNode.data;
  }
  return words.replace(/[ \t]+/g, ' ').trim();
}

function textOf(block) {
  const first = block.dataset.say ? document.getElementById(block.dataset.say) : null;
  return [first, block].filter(Boolean).map(wordsOf).filter(Boolean).join('\n');
}

function mark(block, button, isOn) {
  block?.classList.toggle('is-read', isOn);
  button?.setAttribute('aria-pressed', String(isOn));
}

function stop() {
  const was = playing;
  playing = null;
  if (!was) return;
  speech?.cancel();
  was.sound?.pause();
  mark(was.block, was.button, false);
  showAll(false);
}

function showAll(isOn) {
  const words = all?.querySelector('[data-words]');
  if (!words || (all.dataset.on === '1') === isOn) return;
  all.dataset.on = isOn ? '1' : '';
  const other = words.dataset.words;
  words.dataset.words = words.innerHTML;
  words.innerHTML = other; // both were written by the server
}

function next(run) {
  if (playing !== run) return;
  mark(run.block, run.button, false);
  run.block = run.queue.shift();
  if (!run.block) {
    stop();
    return;
  }
  run.button = buttonOf(run.block);
  if (!run.block.isConnected || !isSeen(run.block)) {
    next(run);
    return;
  }
  mark(run.block, run.button, true);
  run.block.scrollIntoView({ block: 'nearest' });
  if (run.block.dataset.audio) play(run);
  else say(run, textOf(run.block).match(PAUSE) ?? []);
}

function play(run) {
  run.sound = new Audio(run.block.dataset.audio);
  run.sound.addEventListener('ended', () => next(run));
  run.sound.addEventListener('error', () => playing === run && say(run, textOf(run.block).match(PAUSE) ?? []));
  run.sound.play().catch(() => {});
}

function say(run, sentences) {
  if (playing !== run) return;
  const sentence = sentences.shift();
  if (!sentence || !voice) {
    next(run);
    return;
  }
  const utterance = new SpeechSynthesisUtterance(sentence);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.rate = document.documentElement.classList.contains('is-young') ? SLOWLY : 1;
  utterance.addEventListener('end', () => say(run, sentences));
  utterance.addEventListener('error', () => playing === run && stop());
  run.utterance = utterance; // or it may be collected before its end is told
  speech.speak(utterance);
}

function start(queue) {
  stop();
  playing = { queue };
  next(playing);
}

function hostOf(block) {
  let host = null;
  for (let one = block; one && one !== page; one = one.parentElement) if (one.matches(BESIDE)) host = one;
  return host;
}

function buttonOf(block) {
  const button = buttons.get(block);
  return button?.isConnected ? button : null;
}

function beginningOf(block) {
  const copy = block.cloneNode(true);
  copy.querySelectorAll(NOT_READ).forEach((one) => one.remove());
  return copy.textContent.trim().replace(/\s+/g, ' ').slice(0, 20);
}

function decorate() {
  if (playing?.block && !playing.block.isConnected) stop();
  for (const block of page.querySelectorAll('[data-say]')) {
    if (buttonOf(block) || !(voice || block.dataset.audio)) continue;
    const button = template.content.firstElementChild.cloneNode(true);
    button.setAttribute('aria-label', button.dataset.label.replace('@', beginningOf(block)));
    buttons.set(block, button);
    blocks.set(button, block);
    const host = hostOf(block);
    if (host) host.after(button);
    else block.prepend(button);
  }
}

function look() {
  voice = findVoice();
  const has = Boolean(voice) || Boolean(page.querySelector('[data-audio]'));
  document.querySelectorAll('[data-voiceless]').forEach((note) => { note.hidden = has; });
  if (all) all.hidden = !has || !page.querySelector('[data-say]');
  decorate();
}

export function offerVoices() {
  if (!page || !template) return;
  look();
  speech?.addEventListener?.('voiceschanged', look);
  new MutationObserver(decorate).observe(page, { childList: true, subtree: true });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.say');
    if (button) {
      if (playing?.button === button) stop();
      else start([blocks.get(button)]);
    } else if (all?.contains(event.target)) {
      if (all.dataset.on) stop();
      else {
        start([...page.querySelectorAll('[data-say]')]);
        showAll(true);
      }
    }
  });
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') stop(); });
  window.addEventListener('pagehide', stop);
}

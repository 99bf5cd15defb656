// A practice with a timer: counts down, says what to do at its second, and can be done again and again.
// The ring and the count change once a second and nothing moves in between, so it is calm for everybody.

function tone(sound, pitch) {
  if (!sound.on) return;
  sound.context ??= new AudioContext();
  const volume = sound.context.createGain();
  const source = sound.context.createOscillator();
  const start = sound.context.currentTime;
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.15, start + 0.05);
  volume.gain.linearRampToValueAtTime(0, start + 0.6);
  source.connect(volume).connect(sound.context.destination);
  source.start(start);
  source.stop(start + 0.7);
}

export function enhancePractice(root) {
  const part = (name) => root.querySelector(`[data-practice-${name}]`);
  const duration = Number(root.dataset.practice);
  const [start, left, cue, end, sounds] = ['start', 'left', 'cue', 'end', 'sound'].map(part);
  const ring = root.querySelector('.practice__done');
  const cues = [...root.querySelectorAll('[data-at]')];
  const [first, halt, again, praise] = root.querySelectorAll('[data-words] > span'); // with their pinyin, so nodes are copied
  const say = (place, words) => place.replaceChildren(...(words ? [...words.cloneNode(true).childNodes] : []));
  const sound = { on: false };
  let begun = 0;
  let shown = null;

  const show = (row) => {
    if (row === shown) return;
    shown = row;
    cues.forEach((one) => one.toggleAttribute('data-now', one === row));
    say(cue, row?.querySelector('[data-practice-words]'));
    if (row) tone(sound, 523);
  };

  const draw = (seconds) => {
    left.textContent = String(duration - seconds);
    ring.setAttribute('stroke-dasharray', `${Math.round((100 * seconds) / duration)} 100`);
  };

  const rest = (words) => {
    begun = 0;
    say(start, words);
    root.removeAttribute('data-running');
    show(null);
  };

  const tick = (mine) => {
    if (mine !== begun || !root.isConnected) return;
    const seconds = Math.min(duration, Math.floor((performance.now() - begun) / 1000));
    draw(seconds);
    if (seconds >= duration) {
      rest(again);
      say(end, praise);
      tone(sound, 784);
      return;
    }
    show(cues.filter((row) => Number(row.dataset.at) <= seconds).at(-1) ?? null);
    setTimeout(tick, 100, mine);
  };

  start.addEventListener('click', () => {
    if (begun) {
      rest(first);
      draw(0);
      return;
    }
    begun = performance.now();
    say(end);
    say(start, halt);
    root.setAttribute('data-running', '');
    part('stage').scrollIntoView({ block: 'center' }); // the bars of the lesson would hide a part of it
    tick(begun);
  });
  sounds.addEventListener('click', () => {
    sound.on = !sound.on;
    sounds.setAttribute('aria-pressed', String(sound.on));
    tone(sound, 523);
  });
  part('stage').hidden = false;
}

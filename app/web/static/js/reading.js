// The toolbar "Reading": switches work at once and are remembered in this browser. Without this script it is a plain form.
import { offerVoices } from './aloud.js';

const root = document.documentElement;
const LETTERS = { pinyin: 'p', aloud: 'a', spacing: 'w', contrast: 'c', calm: 'm' }; // as in app/domain/readingaids.py
const SIZES = ['', 'is-large', 'is-huge'];
const YEAR = 365 * 86400;

function remember(form) {
  const before = /(?:^|;\s*)reading=([a-z0-9]*)/.exec(document.cookie)?.[1] ?? '';
  const kept = new Map([...before.matchAll(/([a-z])([0-9])/g)].map(([, letter, value]) => [letter, value]));
  for (const box of form.querySelectorAll('[role=switch]')) kept.set(LETTERS[box.name], Number(box.checked));
  kept.set('s', form.elements.size.value);
  const text = [...kept].map(([letter, value]) => letter + value).join('');
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `reading=${text}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

function apply(form) {
  for (const box of form.querySelectorAll('[role=switch]')) root.classList.toggle(`is-${box.name}`, box.checked);
  SIZES.forEach((name, size) => name && root.classList.toggle(name, Number(form.elements.size.value) === size));
}

document.querySelectorAll('[data-reading]').forEach((toolbar) => {
  const form = toolbar.querySelector('form');
  form.querySelector('[type=submit]').hidden = true;
  form.addEventListener('change', () => {
    apply(form);
    remember(form);
  });
  toolbar.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !toolbar.open) return;
    toolbar.open = false;
    toolbar.querySelector('summary').focus();
  });
});
document.addEventListener('click', (event) => {
  document.querySelectorAll('[data-reading][open]').forEach((toolbar) => {
    if (!toolbar.contains(event.target)) toolbar.open = false;
  });
});
offerVoices();

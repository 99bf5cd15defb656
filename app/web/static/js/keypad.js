// Adds a large keypad to the form for a PIN; the fourth digit sends it.
const form = document.querySelector('form[data-keypad]');
const field = form.elements.pin;
const pad = document.createElement('div');
pad.className = 'keypad';

function key(label, act, name) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  if (name) button.setAttribute('aria-label', name);
  button.addEventListener('click', act);
  pad.append(button);
}

function sendIfFull() {
  if (/^[0-9]{4}$/.test(field.value)) form.requestSubmit();
}

function type(digit) {
  if (field.value.length < 4) field.value += digit;
  sendIfFull();
}

for (const digit of '123456789') key(digit, () => type(digit));
key('✕', () => { field.value = ''; field.focus(); }, form.dataset.clear);
key('0', () => type('0'));
key('⌫', () => { field.value = field.value.slice(0, -1); }, form.dataset.back);
field.addEventListener('input', sendIfFull);
field.closest('.field').after(pad);

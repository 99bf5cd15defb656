// Says at once that a file is too large, and that a large one is on its way. Without this script the server says it.
const form = document.querySelector('[data-upload]');
const input = form.elements.file;
const error = form.querySelector('.field__error');

input.addEventListener('change', () => {
  const file = input.files[0];
  const isTooLarge = Boolean(file) && file.size > Number(form.dataset.largest);
  input.setCustomValidity(isTooLarge ? error.dataset.tooLarge : '');
  input.ariaInvalid = String(isTooLarge);
  error.textContent = isTooLarge ? error.dataset.tooLarge : '';
  error.hidden = !isTooLarge;
});

form.addEventListener('submit', () => {
  form.querySelector('button').disabled = true;
  form.setAttribute('aria-busy', 'true');
});

// Whoever comes back with the browser's own button can send again.
window.addEventListener('pageshow', () => {
  form.querySelector('button').disabled = false;
});

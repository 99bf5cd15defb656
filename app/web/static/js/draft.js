// Keeps what was chosen on a quiz sheet in this tab, so that a reload or a lost connection loses nothing.
// The sheet's text starts with its id, which stays the same however often it is shown.
const keyOf = (form) => `draft:${form.elements.sheet.value.slice(0, 21)}`;

export function keepDraft(form) {
  const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? '{}');
  for (const [name, value] of Object.entries(kept)) {
    const input = form.querySelector(`input[type=radio][name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    if (input) input.checked = true;
  }
  form.addEventListener('change', () => {
    const chosen = {};
    for (const input of form.querySelectorAll('input[type=radio]:checked')) chosen[input.name] = input.value;
    sessionStorage.setItem(keyOf(form), JSON.stringify(chosen));
  });
}

// Sends a login card's form with what stands behind the # of the address, and takes it out of the address bar and of
// this browser's history at once.
const form = document.querySelector('form[data-card]');

function useCard() {
  const text = location.hash.slice(1);
  if (!text) return;
  history.replaceState(null, '', location.pathname);
  form.elements.card.value = text;
  document.querySelector('[data-wait]').hidden = false;
  form.submit();
}

addEventListener('hashchange', useCard);
useCard();

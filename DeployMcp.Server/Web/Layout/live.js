// While something is in progress, asks for the page again and swaps in what has changed of the parts marked data-live.
// Without scripts the page reloads itself instead (Page.razor).
const interval = 2000;

const visible = part => {
  const copy = part.cloneNode(true);
  // Form tokens and relative times differ each time without anything having happened.
  copy.querySelectorAll('input[type=hidden], time').forEach(e => e.remove());
  return copy.innerHTML;
};

const nameOf = element => element.id || element.getAttribute('href') || element.getAttribute('aria-label') || element.textContent;

function swap(part, fresh) {
  const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  part.replaceChildren(...fresh.childNodes);
  if (focused) {
    [...part.querySelectorAll('a, button, input, [tabindex]')].find(e => nameOf(e) === focused)?.focus({ preventScroll: true });
  }
}

// Whether there is more to come.
async function refresh() {
  const response = await fetch(location.href, { cache: 'no-store' });
  if (!response.ok || response.redirected) {
    location.reload();
    return false;
  }

  const next = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = next.getElementById(part.id);
    if (fresh && visible(fresh) !== visible(part)) {
      swap(part, fresh);
    }
  }

  return next.documentElement.hasAttribute('data-in-progress');
}

async function follow() {
  let more = true;
  try {
    more = document.hidden || await refresh();
  } catch {
    // The server can't be reached for a moment: what is shown stays, and the next look comes.
  }

  if (more) {
    setTimeout(follow, interval);
  }
}

setTimeout(follow, interval);

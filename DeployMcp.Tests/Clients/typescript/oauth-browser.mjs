// A person's browser as far as cookies, forms and redirects go: signs in as the development user and allows what is asked.

/** Follows `url` through sign-in and consent; gives the URL that the answer is redirected to, which it does not open. */
export async function allow(url) {
  const cookies = new Map();
  let page = await open(url, { cookies });
  for (const form of ['/signin/development', '/oauth/complete']) {
    if (page.redirected) return page.redirected;
    page = await open(new URL(form, url), { cookies, body: fieldsOf(page.html, form) });
  }
  if (!page.redirected) throw new Error(`The consent led nowhere:\n${page.html}`);
  return page.redirected;
}

async function open(start, { cookies, body }) {
  let url = new URL(start);
  const { host } = url;
  for (;;) {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      body,
      redirect: 'manual',
      headers: { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    const html = await response.text();
    if (response.status < 300 || response.status >= 400) return { html };
    url = new URL(response.headers.get('Location'), url);
    body = undefined;
    if (url.host !== host) return { redirected: url };
  }
}

/** What the form sends as it stands, with its button to go on. */
function fieldsOf(html, action) {
  const form = html.match(/<form.*?<\/form>/gs)?.find((text) => text.includes(`action="${action}"`));
  if (!form) throw new Error(`There is no form for ${action}:\n${html}`);
  const fields = new URLSearchParams();
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    if (input.includes('type="radio"') && !input.includes('checked')) continue;
    fields.append(attribute(input, 'name'), attribute(input, 'value'));
  }
  if (form.includes('name="decision"')) fields.append('decision', 'allow');
  return fields;
}

function attribute(input, name) {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1] ?? '';
  return value.replaceAll('&#x2B;', '+').replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

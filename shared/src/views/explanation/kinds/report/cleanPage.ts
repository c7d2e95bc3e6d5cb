/** A page of a report without anything that would run, fetch or lead away. */

const REMOVED =
  'script, noscript, template, iframe, frame, frameset, object, embed, applet, link, meta, base, ' +
  'form > [type="submit"], audio, video, source, portal';
/** Attributes that name places. */
const PLACES = [
  'href',
  'src',
  'srcset',
  'action',
  'formaction',
  'data',
  'poster',
  'ping',
  'background'
];
const PICTURE = /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i;

/**
 * The frame's sandbox and policy already keep such things from working; here they are taken out,
 * so that what is shown is whole. The page is parsed into a document that is never shown itself:
 * nothing of it runs or loads.
 *
 * @returns the page, and how many pictures of other hosts were left out
 */
export function cleanPage(html: string): { html: string; pictures: number } {
  const page = new DOMParser().parseFromString(quiet(html), 'text/html');
  let pictures = 0;
  for (const element of page.querySelectorAll(REMOVED)) {
    element.remove();
  }
  for (const element of page.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      const place = PLACES.includes(name.toLowerCase().replace(/^.*:/, ''));
      const kept = /^#/.test(value) || (element.localName === 'img' && PICTURE.test(value));
      if (/^(data-on-|on)/i.test(name) || name === 'srcdoc' || (place && !kept)) {
        element.removeAttribute(name);
      }
    }
    if (element.localName === 'img' && !element.hasAttribute('src')) {
      pictures += 1;
      element.replaceWith(page.createTextNode('[picture left out]'));
    }
  }
  // Styles may fetch too; the frame's policy refuses, this keeps them from asking.
  for (const style of page.querySelectorAll('style')) {
    style.textContent = (style.textContent ?? '')
      .replace(/@import[^;]*;?/gi, '')
      .replace(/url\(\s*(?!["']?data:)[^)]*\)/gi, 'none');
  }
  return { html: page.documentElement.outerHTML, pictures };
}

/**
 * Renames handlers in tags. Parsing would not run them, but a strict policy of the page reports
 * each; those that this misses are removed all the same.
 */
function quiet(html: string): string {
  return html.replace(/<[a-z][^>]*>/gi, tag =>
    tag.replace(/([\s/"'])on([a-z]+\s*=)/gi, '$1data-on-$2')
  );
}

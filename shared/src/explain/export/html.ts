/**
 * A report as one HTML file that asks for nothing: no script, no request, readable anywhere.
 *
 * Every text goes through {@link escapeHtml}; pictures are `data:` addresses in `img`, where
 * not even an SVG's script would run, and the file's own policy forbids everything else.
 */
import type { ReportTable } from './tables';
import type { ReportText } from './texts';

export interface ReportPicture {
  label: string;
  /** One sentence that says what is seen. */
  summary: string;
  /** `data:image/…;base64,…` */
  address: string;
}

export interface HtmlReport {
  title: string;
  /** Facts, one paragraph each. */
  facts: readonly string[];
  pictures: readonly ReportPicture[];
  texts?: readonly ReportText[];
  tables: readonly ReportTable[];
}

const STYLE =
  ':root{color-scheme:light}body{font:14px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;' +
  'padding:0 1em;color:#1b1b1b;background:#fff}h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}' +
  'p,td,th,h1,figcaption{overflow-wrap:anywhere}img{max-width:100%;height:auto}figure{margin:1em 0}' +
  'figcaption,.more{color:#555}table{border-collapse:collapse}td,th{padding:2px 10px;text-align:start;' +
  'border-bottom:1px solid #ddd;vertical-align:top;unicode-bidi:isolate}td.n,th.n{text-align:end;' +
  'font-variant-numeric:tabular-nums}' +
  '.t{white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.9}' +
  '.t span{text-decoration:underline;text-decoration-thickness:1px}' +
  '.t [class^=l]{text-decoration-style:dashed}.r1{background:#f2e3d6}' +
  '.r2{background:#e6c7ac}.r3{background:#d9ac82}.r4{background:#cc9059}' +
  '.r5{background:#c07430}.r6{background:#b35806;color:#fff}.l1{background:#dae6f1}' +
  '.l2{background:#b5cce3}.l3{background:#90b2d6}.l4{background:#6b99c8}' +
  '.l5{background:#4680ba}.l6{background:#2166ac;color:#fff}';

/** Of {@link STYLE}: the one sheet that the policy lets in. */
const STYLE_HASH = 'sha256-RxbdcpTBw523LJeZWR+25zk5yL7LMM3aCT042y/Fn8o=';

const POLICY = `default-src 'none'; img-src data:; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

const PICTURE = /^data:image\/(png|jpeg|webp|svg\+xml);base64,[A-Za-z0-9+/]*={0,2}$/;

/** @throws Error if a picture's address is none of ours */
export function htmlReport({ title, facts, pictures, texts = [], tables }: HtmlReport): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1 dir="auto">${escapeHtml(title)}</h1>`,
    ...facts.map(fact => `<p dir="auto">${escapeHtml(fact)}</p>`),
    ...pictures.map(pictureHtml),
    ...texts.map(textHtml),
    ...tables.map(tableHtml),
    '</body>',
    '</html>',
    ''
  ].join('\n');
}

function pictureHtml({ label, summary, address }: ReportPicture): string {
  if (!PICTURE.test(address)) {
    throw new Error(`The picture of “${label}” cannot be stored.`);
  }
  return (
    `<figure><h2>${escapeHtml(label)}</h2>` +
    `<img src="${address}" alt="${escapeHtml(summary || label)}">` +
    `<figcaption>${escapeHtml(summary)}</figcaption></figure>`
  );
}

/** Solid lines raise, dashed ones lower; the number is the mark's title. */
function textHtml({ title, pieces, omitted }: ReportText): string {
  const marked = pieces.map(({ text, strength, score }) => {
    const shown = escapeHtml(text);
    if (!strength) {
      return shown;
    }
    const number = escapeHtml(String(Number((score ?? 0).toPrecision(3))));
    return `<span class="${strength > 0 ? 'r' : 'l'}${Math.abs(strength)}" title="${number}">${shown}</span>`;
  });
  const more = omitted ? `<p class="more">${omitted} more letters are left out.</p>` : '';
  return (
    `<h2 dir="auto">${escapeHtml(title)}</h2>` +
    `<p class="t" dir="auto">${marked.join('')}</p>${more}`
  );
}

function tableHtml({ title, columns, rows, omitted }: ReportTable): string {
  const type = (index: number): string => (columns[index]?.numeric ? ' class="n"' : '');
  const head = columns.map(({ name }, i) => `<th scope="col"${type(i)}>${escapeHtml(name)}</th>`);
  const body = rows.map(
    row => `<tr>${row.map((cell, i) => `<td${type(i)}>${cellHtml(cell)}</td>`).join('')}</tr>`
  );
  const more = omitted ? `<p class="more">${omitted} more rows are left out.</p>` : '';
  return [
    `<h2 dir="auto">${escapeHtml(title)}</h2>`,
    `<table><thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody></table>${more}`
  ].join('\n');
}

function cellHtml(cell: string | number | null): string {
  return cell === null ? '' : escapeHtml(String(cell));
}

/** Text that stays text in elements and quoted attributes; what no file may hold is replaced. */
export function escapeHtml(text: string): string {
  return (
    text
      .replace(/[&<>"'`=]/g, letter => `&#${letter.charCodeAt(0)};`)
      // Control characters are not allowed in HTML, not even as references.
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/gu, '\ufffd')
  );
}

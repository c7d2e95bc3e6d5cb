/** A page of a report, made fit for a frame that can do nothing. */

/**
 * What the frame's own policy allows: the page's styles and the pictures inside it. Nothing is
 * fetched, no script runs even if the frame's sandbox were lifted.
 */
const POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'";

/**
 * A page for `srcdoc` of a frame with an empty `sandbox`. The policy stands before anything of
 * the page, so that nothing of it can come first. Links go to a new window, which the sandbox
 * refuses: a click cannot load another page into the frame.
 */
export function framedPage(html: string): string {
  return (
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    `<meta name="referrer" content="no-referrer"><base target="_blank">` +
    // The page's own background is missing often; without one it shows the IDE's through.
    `<style>html{background:#fff;color:#000}</style>` +
    html.replace(/^\uFEFF/, '').replace(/^\s*<!doctype[^>]*>/i, '')
  );
}

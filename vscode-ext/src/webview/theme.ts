import type { ThemeKind } from '@pilothouse/core/host';

/** The editor's theme, from the classes that it sets on the page's body. */
export function themeKind(body: HTMLElement): ThemeKind {
  const { classList } = body;
  if (classList.contains('vscode-high-contrast-light')) {
    return 'high-contrast-light';
  }
  if (classList.contains('vscode-high-contrast')) {
    return 'high-contrast';
  }
  return classList.contains('vscode-dark') ? 'dark' : 'light';
}

/** @returns a function that ends the subscription. */
export function onDidChangeTheme(
  body: HTMLElement,
  listener: (theme: ThemeKind) => void
): () => void {
  let last = themeKind(body);
  let lastId = body.dataset.vscodeThemeId;
  const observer = new MutationObserver(() => {
    const theme = themeKind(body);
    // Another theme of the same kind has other colours.
    if (theme !== last || body.dataset.vscodeThemeId !== lastId) {
      last = theme;
      lastId = body.dataset.vscodeThemeId;
      listener(theme);
    }
  });
  observer.observe(body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-id']
  });
  return () => observer.disconnect();
}

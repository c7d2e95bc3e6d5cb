import { useEffect, useState } from 'react';
import type { Host, ThemeKind } from '../../host';

/** The IDE's theme kind, kept up to date; needed only where colours are drawn by script. */
export function useTheme(host: Host): ThemeKind {
  const [theme, setTheme] = useState(() => host.theme());
  useEffect(() => {
    setTheme(host.theme());
    return host.onDidChangeTheme(setTheme);
  }, [host]);
  return theme;
}

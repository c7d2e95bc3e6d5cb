import { commandsPlugin } from './commands';
import { explanationsPlugin } from './explanations';
import { launcherPlugin } from './launcher';
import { mimePlugin } from './mime';
import { servicePlugin } from './service';
import { sidebarPlugin } from './sidebar';
import { statusPlugin } from './status';
import { viewsPlugin } from './views';

export default [
  servicePlugin,
  viewsPlugin,
  commandsPlugin,
  explanationsPlugin,
  sidebarPlugin,
  launcherPlugin,
  statusPlugin,
  mimePlugin
];

/** Entry of `dist/panels.cjs`, which is loaded with the first view; its exports are `PanelModule`. */
export { ViewConnection } from './ViewConnection';

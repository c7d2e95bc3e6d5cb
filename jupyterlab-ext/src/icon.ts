import { LabIcon } from '@jupyterlab/ui-components';

/** A ship's wheel. */
export const pilothouseIcon = new LabIcon({
  name: 'pilothouse:wheel',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">
<g class="jp-icon3" stroke="#616161" fill="none" stroke-width="1.4" stroke-linecap="round">
<circle cx="8" cy="8" r="4.3"/><path d="M8 1v5.4M8 9.6V15M1 8h5.4M9.6 8H15M3.05 3.05l3.8 3.8M9.15 9.15l3.8 3.8M12.95 3.05l-3.8 3.8M6.85 9.15l-3.8 3.8"/>
</g></svg>`
});

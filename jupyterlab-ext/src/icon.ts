import { LabIcon } from '@jupyterlab/ui-components';

/** A ship's wheel. */
export const pilothouseIcon = new LabIcon({
  name: 'pilothouse:wheel',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16">
<g class="jp-icon3" fill="#616161">
<path fill-rule="evenodd" d="M8 2.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6zm0 1.5a3.9 3.9 0 1 1 0 7.8 3.9 3.9 0 0 1 0-7.8z"/>
<circle cx="8" cy="8" r="1.5"/>
<path d="M7.5 .4h1v15.2h-1zM.4 7.5h15.2v1H.4zM2.27 2.98l.71-.71 10.75 10.75-.71.71zM13.02 2.27l.71.71L2.98 13.73l-.71-.71z"/>
</g></svg>`
});

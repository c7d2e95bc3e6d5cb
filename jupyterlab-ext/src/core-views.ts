/** Everything heavy: the views of the core and their style. Only ever imported lazily. */
import '@pilothouse/style/tokens.css';
import '@pilothouse/style/jupyterlab.css';
import '@pilothouse/style/base.css';

export { mountView } from '@pilothouse/core/views/mount';

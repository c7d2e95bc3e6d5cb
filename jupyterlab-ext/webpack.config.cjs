/** What the federated bundle has of its own; the rest is JupyterLab's builder's. */
module.exports = {
  output: {
    // The start-up code lists the name of every file, once: the hash stands in the name alone.
    // Jupyter lets a browser keep files that are asked for with a `v`.
    filename: '[name].[contenthash:8].js?v=1'
  }
};

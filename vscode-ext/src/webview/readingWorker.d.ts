declare module 'reading-worker' {
  /** The bundled script of the reading worker. */
  const script: string;
  export default script;
}

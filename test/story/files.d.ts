/** Files that a story holds as bytes. */
declare module '*.jpg' {
  const bytes: Uint8Array;
  export default bytes;
}
declare module '*.jpeg' {
  const bytes: Uint8Array;
  export default bytes;
}
declare module '*.npy' {
  const bytes: Uint8Array;
  export default bytes;
}

/** Files that a story holds as text. */
declare module '*.csv' {
  const text: string;
  export default text;
}
declare module '*.ipynb' {
  const text: string;
  export default text;
}

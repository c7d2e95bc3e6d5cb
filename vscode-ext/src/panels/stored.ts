/** Before the keys of the small state of views, in the memento of the workspace. */
export const STORAGE_PREFIX = 'view:';

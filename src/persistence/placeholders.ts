// Question marks of SQL lists. Not called marks: those are how far each side has read.

/** `?,?,?` for a list of `count` values. */
export const placeholders = (count: number): string => Array.from({ length: count }, () => '?').join(',');

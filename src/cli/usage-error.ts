// A command that was typed wrongly: exit code 2, one line.

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

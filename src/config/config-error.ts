// The refusal to start on a bad configuration: names every bad variable and its rule, never a value.

/** One bad variable of the environment. */
export interface BadVariable {
  key: string;
  /** What it must be, as the end of a sentence: `a whole number from 1 to 10`. */
  must: string;
}

/** Thrown once with all bad variables. The message holds no value, so it may be logged. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly bad: readonly BadVariable[],
    options?: ErrorOptions,
  ) {
    super(`Bad configuration: ${bad.map(({ key, must }) => `${key} ${must}`).join('; ')}`, options);
  }

  /** Names of the bad variables. */
  get keys(): string[] {
    return this.bad.map(({ key }) => key);
  }
}

import type { RuleId } from '../../rules.js';

/** A time that cannot be told as it was written: the rule it breaks, and the words at fault. Never leaves this folder’s doors. */
export class WhenFault extends Error {
  readonly rule: RuleId;
  readonly at: string;

  constructor(rule: RuleId, at: string) {
    super(rule);
    this.rule = rule;
    this.at = at;
  }
}

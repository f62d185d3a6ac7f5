/** Where a link of some length can be sent. */

/** Discord takes messages of 2,000 characters; a few words belong beside the link. */
const DISCORD = 1_900;
/** Slack splits longer messages, and others cut them off. */
const CHATS = 4_000;

export type LinkLength = {
  /** For the reader. */
  readonly label: string;
  /** Whether it gets through most chats in one piece. */
  readonly fits: boolean;
};

/** @param characters of the whole address. */
export function describeLength(characters: number): LinkLength {
  const count = `${characters.toLocaleString("en")} characters`;
  if (characters <= DISCORD) {
    return { label: `${count}: fits a Discord message`, fits: true };
  }
  return characters <= CHATS
    ? { label: `${count}: too long for Discord, fits most chats`, fits: true }
    : { label: `${count}: too long for most chats. Send the file instead`, fits: false };
}

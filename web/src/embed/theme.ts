/** Which colours a page that embeds a pane wants it to have: `embed.html?theme=dark#v1…`. */

import { type Theme, themeOf } from "../looks/theme.ts";

/** @param query the address's; a theme that there is none of is the system's. */
export function themeAsked(query: string): Theme {
  return themeOf(new URLSearchParams(query).get("theme"));
}

/**
 * Runs before anything of an embedded pane is painted: the theme that the embedder has asked for,
 * and what is pressed before a script listens. The build puts it into the head of embed.html.
 */

import { watchForStaleFiles } from "../offline/stale.ts";
import { rememberPresses } from "../pane/early-press.ts";
import { showUnusable } from "../pane/static.ts";
import { showTheme } from "../looks/theme.ts";
import { themeAsked } from "./theme.ts";

watchForStaleFiles(() => addEventListener("DOMContentLoaded", showUnusable));
rememberPresses();
showTheme(themeAsked(location.search));

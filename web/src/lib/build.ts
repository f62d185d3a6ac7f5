/** Which build of the site this page is. */

/** A page that was not built has no list of its files, and nothing of it is kept for offline. */
export const DEVELOPMENT = "development";

/** The build's id; web/build/ writes it into the page once every file is there. */
export function buildId(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content || DEVELOPMENT;
}

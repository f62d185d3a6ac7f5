/**
 * What a tab shows when the page itself can't be had, whole and of one build. A link would lose what
 * stands behind the "#": a shared program, say.
 */

const HTML = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Asyncarium: files are missing</title>
<style>body { max-width: 36rem; margin: 15vh auto; padding: 0 1rem; font: 1.0625rem/1.6 system-ui, sans-serif }</style>
<h1>Files of the site are damaged or gone</h1>
<p>This browser has lost files of Asyncarium that it had stored, and they can’t be fetched anew now.
<p><strong>Your code is safe.</strong> It is kept apart from these files.
<p>Connect to the internet, then <button onclick="location.reload()">load the page again</button>.
</html>
`;

export function damagedPage(): Response {
  return new Response(HTML, {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}

/** When something was, in the reader's local time: "today 14:05", "3 May 14:05". */

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

export function describeMoment(at: number, now: number = Date.now()): string {
  const moment = new Date(at);
  const today = new Date(now);
  const clock = `${moment.getHours()}:${String(moment.getMinutes()).padStart(2, "0")}`;
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (sameDay(moment, today)) {
    return `today ${clock}`;
  }
  if (sameDay(moment, yesterday)) {
    return `yesterday ${clock}`;
  }
  const day = `${moment.getDate()} ${MONTHS[moment.getMonth()]}`;
  const year = moment.getFullYear() === today.getFullYear() ? "" : ` ${moment.getFullYear()}`;
  return `${day}${year} ${clock}`;
}

function sameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}

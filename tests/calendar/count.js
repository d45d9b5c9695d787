// count.js -- counts due days one day at a time from the holiday data itself, and compares.
//
//     dump_due calendars FIRST LAST N DAYS | node count.js FOLDER_OF_JSON FIRST LAST N DAYS
//
// Shares nothing with the program: other data (the JSON files), other language, other method
// (a loop that looks at each day). What reaches beyond the last notice cannot be compared;
// there only the word "provisional" is checked. A test is one length from every start day.
//
// SPDX-License-Identifier: Apache-2.0
'use strict';
const fs = require('fs');
const path = require('path');

const [folder, firstText, lastText, lengthText, daysText] = process.argv.slice(2);
const MS = 86400000;
const dayOf = (text) => Date.parse(text + 'T00:00:00Z') / MS;
const textOf = (day) => new Date(day * MS).toISOString().slice(0, 10);
const first = dayOf(firstText), last = dayOf(lastText);
const longest = Number(lengthText), calendarLengths = daysText.split(',').map(Number);

const listed = new Map(); // day -> is it off
const years = new Set();  // with a notice
for (const name of fs.readdirSync(folder).filter((name) => /^\d{4}\.json$/.test(name)).sort()) {
  const file = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
  if (file.papers.length === 0) continue;
  years.add(file.year);
  for (const entry of file.days) listed.set(dayOf(entry.date), entry.isOffDay);
}

// Two plain tables, made once: what is the day, and is it known.
const SPAN = 1200;
const rest = new Uint8Array(last - first + SPAN), known = new Uint8Array(last - first + SPAN);
for (let i = 0; i < rest.length; i++) {
  const date = new Date((first + i) * MS);
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  const year = date.getUTCFullYear();
  rest[i] = (listed.has(first + i) ? listed.get(first + i) : weekend) ? 1 : 0;
  const late = date.getUTCMonth() === 11 && date.getUTCDate() >= 28;
  known[i] = listed.has(first + i) || (years.has(year) && (!late || years.has(year + 1))) ? 1 : 0;
}

const answers = fs.readFileSync(0);
const perStart = longest + calendarLengths.length;
let equal = 0, beyond = 0, wrong = 0, at = 0;
const red = new Set();

function compare(start, what, due, sure) {
  const got = answers.readInt32LE(at), provisional = answers[at + 4] === 1;
  at += 5;
  if (!sure && provisional) {
    beyond++;
  } else if (sure && !provisional && got === first + due) {
    equal++;
  } else {
    wrong++;
    red.add(what);
    if (wrong <= 20)
      console.error(`${textOf(start)} + ${what}: counted ${textOf(first + due)}` +
        `${sure ? '' : ' (beyond the notices)'}, guiju says ${textOf(got)}` +
        `${provisional ? ' (provisional)' : ''}`);
  }
}

if (answers.length !== (last - first + 1) * perStart * 5) {
  console.error(`${answers.length} bytes of answers, ` +
    `${(last - first + 1) * perStart * 5} expected`);
  process.exit(2);
}
for (let start = first; start <= last; start++) {
  let day = start - first, sure = true;
  for (let n = 1; n <= longest; n++) {
    do {
      day++;
      if (!known[day]) sure = false;
    } while (rest[day]);
    compare(start, n + ' wd', day, sure);
  }
  for (const n of calendarLengths) {
    day = start - first + n;
    sure = known[day] === 1;
    while (rest[day]) {
      day++;
      if (!known[day]) sure = false;
    }
    compare(start, n + ' cd', day, sure);
  }
}
console.log(`calendar: ${perStart - red.size} passed, ${red.size} failed, 0 skipped ` +
  `(${equal} due days equal, ${beyond} beyond the notices and marked so, ${wrong} wrong)`);
process.exit(wrong > 0 ? 1 : 0);

// monthly.mjs -- a table exported every month: cases go on; tables without any time.
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { part, check, equal, newStore, mapOf, importFile, figure, recordsOf, ledgerSize, guiju,
	work } from './desk.mjs';

const head = 'CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,CASE_TITLE,' +
	'QUEUE,Department';
const row = (id, closed, title = 'lamp', opened = '2022-01-17 11:20:00') => [id, opened,
	'2022-01-20 11:20:00', closed, closed && 'ONTIME', closed ? 'Closed' : 'Open', title, 'q', 'd']
	.join(',');
let files = 0;
const put = rows => {
	const file = join(work, `month${++files}.csv`);
	writeFileSync(file, [head, ...rows, ''].join('\n'));
	return file;
};
const counts = done => [done.summary.taken, done.summary.known, done.summary.refused];
const closedOn = '2022-01-19 10:00:00';

part('the next export', [], () => {
	const store = newStore('request'), map = mapOf('request');
	const january = put([row(1, ''), row(2, ''), row(3, '2022-01-18 09:00:00'), row(4, ''), row(5, '')]);
	const february = put([row(1, closedOn), row(2, closedOn, 'bench'), row(3, closedOn),
		row(4, closedOn, 'lamp', '2022-01-17 11:21:00'), row(5, ''), row(6, closedOn)]);
	const first = importFile(store, map, january, '--until', '2022-01-18T23:00');
	equal([...counts(first), first.summary.clock], [5, 0, 0, 0], 'first');

	const tried = importFile(store, map, february, '--dry-run');
	const next = importFile(store, map, february, '--until', '2022-01-19T23:59');
	equal(counts(next), [2, 1, 3], 'what goes on is taken, what is the same is known');
	equal(counts(tried), counts(next), 'foretold');
	equal(next.summary.refusals.map(r => [r.code, r.line, /“([^”]*)”列/.exec(r.where)?.[1]]),
		[['import.differs', 3, 'CASE_TITLE'], ['import.differs', 4, 'CLOSED_DT'],
			['import.differs', 5, 'OPEN_DT']], 'what is told differently is named');
	check(next.summary.refusals.every(r => /request\/\d/.test(r.what) && r.fix !== ''),
		'with the record and a remedy', next.summary.refusals);
	equal([recordsOf(store, 'request'), figure(store, 'request.accepted', 2022),
		figure(store, 'request.closed', 2022)], [6, 6, 3], 'figures');

	const size = ledgerSize(store);
	equal(counts(importFile(store, map, february, '--until', '2022-01-19T23:59')), [0, 3, 3],
		'again');
	equal(counts(importFile(store, map, january, '--until', '2022-01-19T23:59')), [0, 5, 0],
		'the older export again');
	equal(counts(importFile(store, map, february, '--as-happened', '--until', '2022-01-19T23:59')),
		[0, 3, 3], 'nor is it forced');
	equal(ledgerSize(store), size, 'the ledger is as before');

	importFile(store, map, january);
	const late = importFile(store, map, put([row(5, closedOn)]));
	equal([late.summary.refusals.length, figure(store, 'request.in_time', 2022)], [0, 4],
		'closed in time but told after the clock recorded it as overdue: the record is mended');
	equal(importFile(store, map, january, '--until', '2999-01-01').error?.code, 'option.time',
		'not into the future');
});

part('two exports in one file', [], () => {
	const store = newStore('request');
	const file = put([row(1, ''), row(1, closedOn), row(1, closedOn)]);
	equal(counts(importFile(store, mapOf('request'), file)), [2, 1, 0], 'it goes on');
	equal(counts(importFile(store, mapOf('request'), file)), [0, 3, 0], 'again');
	equal(figure(store, 'request.closed', 2022), 1, 'closed once');
});

part('no time in the table', [], () => {
	const store = newStore('request'), map = join(work, 'fixed.map');
	const text = readFileSync(mapOf('request'), 'utf8');
	writeFileSync(map, text.replace('列  OPEN_DT', '为  2022-01-10'));
	equal(counts(importFile(store, map, put([row(1, ''), row(2, closedOn)]))), [2, 0, 0], 'taken');
	check(guiju('show', store, 'request/1').out.includes('2022-01-10'), 'at the time told');
	writeFileSync(map, text.replace('列  OPEN_DT', '为  一月'));
	equal(importFile(store, map, put([])).error?.code, 'map.source', 'not a time');
});

part('what a clerk is told', [], () => {
	const store = newStore('request'), map = mapOf('request');
	const semicolons = join(work, 'semicolons.csv');
	writeFileSync(semicolons, head.replaceAll(',', ';'));
	const odd = importFile(store, map, semicolons);
	check(/request\.map 第\d+行/.test(odd.error?.where) && /分隔/.test(odd.error?.fix),
		'another delimiter', odd.error);
	const wide = join(work, 'wide.csv');
	writeFileSync(wide, `${head.replace('OPEN_DT', '\u3000OPEN_DT\u00a0')}\n${row(1, '')}\n`);
	equal(importFile(store, map, wide).code, 0, 'wide blanks around the name of a column');
	const time = importFile(store, map, put([row(2, '', 'x', '2022-01-17 24:00:00')]));
	check(time.summary.refusals[0].fix.endsWith('现有：{年}-{月}-{日} {时}:{分}:{秒}'),
		'the formats, once', time.summary.refusals);
});

// spoilt.mjs -- bad rows are planted; each must be named with its row and column.
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { part, check, equal, newStore, mapOf, importFile, recordsOf, ledgerSize, figure,
	work } from './desk.mjs';
import { rowsOf } from './csv.mjs';

const heading = 'case,activity,time,amount,org:resource,vehicleClass,article,paymentAmount';
const good = n => `G${n},Create Fine,2006-07-12T00:00:00.000+02:00,35.0,52,A,157,`;
let files = 0;
function put(lines, end = '\n') {
	const file = join(work, `spoilt${++files}.csv`);
	writeFileSync(file, Buffer.isBuffer(lines) ? lines : lines.join(end));
	return file;
}
const refusals = done => (done.summary?.refusals ?? []).map(r => [r.line, r.code,
	/“(.*)”列/.exec(r.where)?.[1] ?? '']);

part('bad rows', [], () => {
	const store = newStore('fine');
	const file = put([heading, good(1),
		'B3,Create Fine,12/13/2006,35.0,52,A,157,',
		'B4,Celebrate,2006-07-12T00:00:00.000+02:00,35.0,52,A,157,',
		'B5,Create Fine,2006-07-12T00:00:00.000+02:00,35.0,52,Z,157,',
		',Create Fine,2006-07-12T00:00:00.000+02:00,35.0,52,A,157,',
		'B7,Create Fine,2006-07-12T00:00:00.000+02:00',
		'B8,Create Fine,2006-07-12T00:00:00.000+02:00,35.0,52,A,157,,extra',
		'B9,Create Fine,2006-07-12T00:00:00.000+02:00,much,52,A,157,',
		'B10,Create Fine,2006-07-12T00:00:00.000+02:00,,52,A,157,',
		'B11,Create Fine,,35.0,52,A,157,',
		'B12,,2006-07-12T00:00:00.000+02:00,35.0,52,A,157,',
		'B13,Payment,2006-07-12T00:00:00.000+02:00,,52,,,35.0',
		'B14,Create Fine,2999-07-12T00:00:00.000+02:00,35.0,52,A,157,',
		'B15,Create "Fine",2006-07-12T00:00:00.000+02:00,35.0,52,A,157,',
		good(16), 'G16,Payment,2006-07-11T00:00:00.000+02:00,,52,,,35.0',
		good(1), good(18), '']);
	const errors = join(work, 'errors.csv');
	const done = importFile(store, mapOf('fine'), file, '--errors', errors);

	equal(done.code, 8, 'exit code');
	const want = [[3, 'import.time', 'time'], [4, 'import.step', 'activity'],
		[5, 'field.option', 'vehicleClass'], [6, 'import.case', 'case'],
		[7, 'import.columns', 'amount'], [8, 'import.columns', ''],
		[9, 'field.number', 'amount'], [10, 'step.field_missing', 'amount'],
		[11, 'import.time_missing', 'time'], [12, 'import.step_missing', 'activity'],
		[13, 'step.not_opened', 'activity'], [14, 'step.future', 'time'],
		[15, 'csv.quote', ''], [17, 'step.order', 'time'], [18, 'step.opened', 'activity']];
	equal(refusals(done).sort((a, b) => a[0] - b[0]), want, 'each is named');
	check(done.summary.refusals.every(r => /第\d+行/.test(r.where)), 'where it stands');
	check(done.summary.refusals.filter(r => r.code.startsWith('step.') && r.code !== 'step.future')
		.every(r => r.rule !== ''), 'what the rule forbids names the article');
	equal([done.summary.taken, recordsOf(store, 'fine')], [3, 3], 'the good rows are taken');
	equal(rowsOf(errors).length, want.length + 1, '--errors names them all');
	ledgerSize(store);

	// As it happened: values that cannot be read stay out, the rest is a deviation.
	const all = newStore('fine');
	const happened = importFile(all, mapOf('fine'), file, '--as-happened');
	equal(refusals(happened).sort((a, b) => a[0] - b[0]).map(r => r[0]),
		[3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 15], 'values that cannot be read are refused');
	equal([happened.summary.deviations, figure(all, 'fine.deviations', 2006)], [4, 4],
		'deviations count');
});

part('identical rows', [], () => {
	const pay = 'G1,Payment,2006-07-13T00:00:00.000+02:00,,52,,,10.5';
	const store = newStore('fine'), file = put([heading, good(1), pay, pay, '']);
	equal(importFile(store, mapOf('fine'), file).summary.taken, 3, 'two payments alike are two');
	equal(importFile(store, mapOf('fine'), file).summary.known, 3, 'and stay two');
	equal(figure(store, 'fine.payments', 2006), 2, 'payments');
});

part('spoilt files', [], () => {
	const store = newStore('fine'), before = ledgerSize(store);
	const open = importFile(store, mapOf('fine'), put([heading, good(1),
		'B3,"Create Fine,2006-07-12T00:00:00.000+02:00,35.0,52,A,157,', good(4), '']));
	equal([open.code, open.summary?.taken], [8, 1], 'an open quote: what stands before is taken');
	check(/第3行第2列/.test(open.summary?.refusals[0]?.where) &&
		open.summary.refusals[0].code === 'csv.open', 'and the quote is named',
		open.summary?.refusals);

	const bytes = Buffer.from([heading, good(7), 'B3,Create Fi#ne,x', ''].join('\n'));
	bytes[bytes.indexOf('#')] = 0xff;
	const size = ledgerSize(store);
	const wrong = importFile(store, mapOf('fine'), put(bytes));
	equal([wrong.code, wrong.error?.code], [2, 'text.encoding'], 'wrong bytes: refused as a whole');
	check(/第3行 “activity”列/.test(wrong.error?.where), 'with row and column', wrong.error);
	equal(ledgerSize(store), size, 'nothing of it is taken');
	check(size > before, 'the ledger grew before');

	const twice = importFile(store, mapOf('fine'), put([`${heading},time`, `${good(8)},`, '']));
	equal([twice.code, twice.error?.code], [2, 'map.column_twice'], 'a mapped name twice');
	const unused = importFile(store, mapOf('fine'), put([`${heading},x,x`, `${good(9)},,`, '']));
	equal([unused.code, unused.summary?.unused_columns], [0, 2], 'an unmapped name twice');
	const less = importFile(store, mapOf('fine'), put([heading.replace('amount', 'amont'), '']));
	equal([less.code, less.error?.code], [2, 'map.column_missing'], 'a mapped name missing');
	check(/amont/.test(less.error?.fix), 'and the nearest is offered', less.error);
	equal(importFile(store, mapOf('fine'), put([''])).error?.code, 'import.empty', 'an empty file');
	equal(importFile(store, mapOf('fine'), join(work, 'none.csv')).code, 3, 'no such file');
	const crlf = put([heading, good(20), good(21), ''], '\r\n');
	equal(importFile(store, mapOf('fine'), crlf).summary?.taken, 2, 'CRLF');
});

part('several steps in a row: all or none', [], () => {
	const head = 'CASE_ENQUIRY_ID,OPEN_DT,TARGET_DT,CLOSED_DT,OnTime_Status,CASE_STATUS,' +
		'CASE_TITLE,QUEUE,Department';
	const store = newStore('request');
	const file = put([head,
		'1,2022-01-17 11:20:00,2022-01-18 11:20:22,2022-01-16 10:08:24,ONTIME,Closed,ends first,q,d',
		'2,2022-01-17 11:20:00,2022-01-18 11:20:22,2022-01-18 10:08:24,EARLY,Closed,verdict,q,d',
		'3,2022-01-17 11:20:00,2022-01-18 11:20:22,,,Open,still open,q,d',
		'4,2022-01-17 11:20:00,,2022-01-18 10:08:24,ONTIME,Open,not closed,q,d',
		'5,,2022-01-18 11:20:22,2022-01-18 10:08:24,ONTIME,Closed,never opened,q,d',
		'3,2022-01-17 11:20:00,2022-01-18 11:20:22,2022-01-18 10:08:24,ONTIME,Closed,again,q,d', '']);
	const done = importFile(store, mapOf('request'), file);

	equal(refusals(done), [[2, 'step.order', 'CLOSED_DT'], [3, 'field.option', 'OnTime_Status'],
		[6, 'import.time_missing', 'OPEN_DT'], [7, 'import.differs', 'CASE_TITLE']], 'refused');
	equal([recordsOf(store, 'request'), figure(store, 'request.accepted', 2022),
		figure(store, 'request.closed', 2022)], [2, 2, 0], 'nothing half taken');
	equal([done.summary.clock, figure(store, 'request.late', 2022)], [1, 1],
		'what is open and overdue is recorded afterwards');
	equal(importFile(store, mapOf('request'), file).summary.known, 2, 'again');
});

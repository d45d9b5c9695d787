// real.mjs -- event logs and a table of requests against counts made straight from the CSV.
import { part, check, equal, newStore, mapOf, dataOf, importFile, figures, recordsOf,
	ledgerSize } from './desk.mjs';
import { tableOf, casesOf, yearOf } from './csv.mjs';

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const perYear = (years, times) => years.map(y => times.filter(t => yearOf(t) === y).length);

part('permit_receipt', ['event-logs/permit_receipt.csv'], () => {
	const file = dataOf('event-logs/permit_receipt.csv');
	const rows = tableOf(file), cases = [...casesOf(rows, 'case:concept:name').values()];
	const years = range(2010, 2013), now = Date.now();
	const isA = (row, name) => row['concept:name'] === name;
	const at = row => Date.parse(row['time:timestamp']);
	const opened = rows.filter(r => isA(r, 'Confirmation of receipt'));
	const store = newStore('receipt');
	const done = importFile(store, mapOf('receipt'), file, '--as-happened');

	equal(done.code, 0, 'all is taken');
	const { read, taken, known, skipped, refused } = done.summary;
	equal([read, taken, known, skipped, refused], [rows.length, rows.length, 0, 0, 0], 'summary');
	equal(recordsOf(store, 'receipt'), cases.length, 'a record for each case');
	equal(figures(store, 'receipt.received', years), perYear(years, opened.map(at)), 'received');
	equal(figures(store, 'receipt.by_net', years),
		perYear(years, opened.filter(r => r['case:channel'] === 'Internet').map(at)), 'by_net');
	equal(figures(store, 'receipt.moves', years),
		perYear(years, rows.filter(r => !isA(r, 'Confirmation of receipt')).map(at)), 'moves');

	// Ends before and after the deadline, as the log tells them; the clocks are in UTC+8 only
	// where a day is asked for, and these are instants.
	const ended = opened.filter(r => r['case:enddate'] !== '');
	const inTime = r => Date.parse(r['case:enddate']) <= Date.parse(r['case:deadline']);
	equal(figures(store, 'receipt.ended', years), perYear(years, ended.map(at)), 'ended');
	equal(figures(store, 'receipt.ended_in_time', years),
		perYear(years, ended.filter(inTime).map(at)), 'ended in time');
	equal(figures(store, 'receipt.ended_late', years),
		perYear(years, ended.filter(r => !inTime(r)).map(at)), 'ended late');

	// The limit: stopped by the first judgement, or run out; counted on the earlier day.
	const due = [], met = [];
	for (const events of cases) {
		const deadline = Date.parse(events[0]['case:deadline']);
		const stop = events.find(r => isA(r, 'T10 Determine necessity to stop indication'));
		const stopped = stop ? at(stop) : Infinity;
		if (stopped <= deadline) met.push(stopped);
		if (stopped <= deadline || deadline < now) due.push(Math.min(stopped, deadline));
	}
	equal(figures(store, 'receipt.due', years), perYear(years, due), 'limits settled');
	equal(figures(store, 'receipt.in_time', years), perYear(years, met), 'limits met');

	// Deviations: 建议判断 may be taken once a case.
	const again = [];
	for (const events of cases)
		again.push(...events.filter(r => isA(r, 'T06 Determine necessity of stop advice')).slice(1));
	equal(done.summary.deviations, again.length, 'deviations told');
	equal(figures(store, 'receipt.deviations', years), perYear(years, again.map(at)), 'deviations');
	ledgerSize(store);

	// Without --as-happened the same rows are refused, each with its row and column.
	const strict = importFile(newStore('receipt'), mapOf('receipt'), file);
	equal(strict.code, 8, 'exit code of a partial import');
	equal(strict.summary.refused, again.length, 'as many refused as deviate');
	check(strict.summary.refusals.every(r => r.code === 'step.times' && r.rule !== '' &&
		/第\d+行 “concept:name”列/.test(r.where)), 'each names row, column and article',
		strict.summary.refusals[0]);
});

part('permits_1', ['event-logs/permits_1.csv.gz'], () => {
	const file = dataOf('event-logs/permits_1.csv.gz');
	const rows = tableOf(file), cases = [...casesOf(rows, 'case').values()];
	const years = range(2009, 2016), at = r => Date.parse(r.time);
	const isOpening = r => r.activity === '01_HOOFD_010';
	const store = newStore('building');
	const strict = importFile(store, mapOf('building'), file);

	// What stands before the opening row of its case cannot be taken.
	const early = cases.flatMap(c => c.slice(0, c.findIndex(isOpening)));
	equal(strict.summary.refused, early.length, 'refused before the opening');
	equal(recordsOf(store, 'building'), cases.length, 'records');
	equal(figures(store, 'building.registered', years),
		perYear(years, rows.filter(isOpening).map(at)), 'registered');
	const kept = new Set(early);
	equal(figures(store, 'building.moves', years),
		perYear(years, rows.filter(r => !isOpening(r) && !kept.has(r)).map(at)), 'moves');
	const size = ledgerSize(store);
	equal(importFile(store, mapOf('building'), file).summary.taken, 0, 'again: nothing is taken');
	equal(ledgerSize(store), size, 'again: the ledger is as before');

	// As it happened: all of them, with a deviation for each case that begins otherwise, and
	// for its opening row that then comes too late.
	const all = newStore('building');
	const done = importFile(all, mapOf('building'), file, '--as-happened');
	const odd = cases.filter(c => !isOpening(c[0])).length;
	equal([done.summary.taken, done.summary.refused], [rows.length, 0], 'all taken');
	equal(done.summary.deviations, 2 * odd, 'deviations');
	equal(figures(all, 'building.registered', years),
		perYear(years, rows.filter(isOpening).map(at)), 'registered, as happened');
	const kinds = years.map(y => new Set(rows.filter(r => yearOf(at(r)) === y)
		.map(r => r.action_code).filter(code => code !== '')).size);
	equal(figures(all, 'building.kinds', years), kinds, 'kinds of action');
	const full = cases.filter(c => c.find(isOpening)['case:requestComplete'] === 'TRUE');
	equal(figures(all, 'building.full', years),
		perYear(years, full.map(c => at(c.find(isOpening)))), 'complete requests');
});

part('fines_100', ['event-logs/fines_100.csv'], () => {
	const file = dataOf('event-logs/fines_100.csv');
	const rows = tableOf(file), years = range(2000, 2013);
	const left = new Set(['Send Appeal to Prefecture', 'Appeal to Judge',
		'Receive Result Appeal from Prefecture', 'Notify Result Appeal to Offender']);
	const store = newStore('fine');
	const done = importFile(store, mapOf('fine'), file, '--as-happened');
	const at = r => Date.parse(r.time), of = name => rows.filter(r => r.activity === name);
	const sums = (list, column) => years.map(y => list.filter(r => yearOf(at(r)) === y)
		.reduce((sum, r) => sum + Math.round(Number(r[column]) * 10000), 0));
	const units = list => list.map(v => typeof v === 'number' ? v : -1);

	equal(done.code, 0, 'all is taken');
	equal(done.summary.skipped, rows.filter(r => left.has(r.activity)).length, 'left out');
	equal(recordsOf(store, 'fine'), casesOf(rows, 'case').size, 'records');
	equal(figures(store, 'fine.issued', years), perYear(years, of('Create Fine').map(at)), 'issued');
	equal(figures(store, 'fine.payments', years), perYear(years, of('Payment').map(at)), 'payments');
	const got = units(figures(store, 'fine.paid_sum', years));
	const want = sums(of('Payment'), 'paymentAmount');
	check(JSON.stringify(got) === JSON.stringify(want) ||
		JSON.stringify(got.map(v => Math.round(v * 10000))) === JSON.stringify(want), 'paid',
		{ got, want });
	const payers = [...casesOf(of('Payment'), 'case').values()].map(c => at(c[0]));
	equal(figures(store, 'fine.payers', years), perYear(years, payers), 'payers');
});

part('boston-311', ['boston-311/sample_4995.csv'], () => {
	const file = dataOf('boston-311/sample_4995.csv');
	const rows = tableOf(file), years = range(2010, 2026);
	const at = text => Date.parse(text.replace(' ', 'T') + '-05:00');
	const store = newStore('request');
	const done = importFile(store, mapOf('request'), file);
	const sum = list => list.reduce((a, b) => a + b, 0);

	equal(done.code, 0, 'all is taken');
	equal([done.summary.taken, done.summary.events], [rows.length, 2 * rows.length], 'summary');
	equal(recordsOf(store, 'request'), rows.length, 'records');
	equal(figures(store, 'request.accepted', years), perYear(years, rows.map(r => at(r.OPEN_DT))),
		'accepted');
	equal(figures(store, 'request.closed', years), perYear(years, rows.map(r => at(r.CLOSED_DT))),
		'closed');
	const aimed = rows.filter(r => r.TARGET_DT !== '');
	const late = aimed.filter(r => r.CLOSED_DT > r.TARGET_DT);
	const settled = r => Math.min(at(r.CLOSED_DT), at(r.TARGET_DT));
	equal(figures(store, 'request.late', years), perYear(years, late.map(settled)), 'late');
	equal(sum(figures(store, 'request.due', years)), aimed.length, 'limits settled');
	// The city's own verdict: one request with a target has none.
	const judged = aimed.filter(r => r.OnTime_Status !== '');
	equal(sum(figures(store, 'request.in_time', years)),
		judged.filter(r => r.OnTime_Status === 'ONTIME').length, "in time, as the city's verdict");
	equal(sum(figures(store, 'request.late', years)),
		judged.filter(r => r.OnTime_Status === 'OVERDUE').length + aimed.length - judged.length,
		"late, as the city's verdict");
	equal(sum(figures(store, 'request.agree', years)), judged.length, 'record by record');
	ledgerSize(store);
});

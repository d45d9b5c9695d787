// again.mjs -- imported twice, killed in the middle, tried without keeping, out of order.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { part, check, equal, newStore, mapOf, dataOf, importFile, figure, figures, recordsOf,
	ledgerSize, program, work } from './desk.mjs';
import { rowsOf, csvOf } from './csv.mjs';

const years = [2010, 2011, 2012, 2013];
const told = store => ['received', 'moves', 'due', 'in_time', 'deviations'].map(
	name => figures(store, `receipt.${name}`, years));

part('again', ['event-logs/permit_receipt.csv'], () => {
	const file = dataOf('event-logs/permit_receipt.csv');
	const whole = newStore('receipt'), cut = newStore('receipt');
	const first = importFile(whole, mapOf('receipt'), file, '--as-happened');
	const size = ledgerSize(whole), figuresBefore = told(whole);

	const second = importFile(whole, mapOf('receipt'), file, '--as-happened');
	equal([second.code, second.summary.taken, second.summary.known],
		[0, 0, first.summary.taken], 'twice: all is known');
	equal(ledgerSize(whole), size, 'twice: the ledger is as before');
	equal(told(whole), figuresBefore, 'twice: the figures are as before');
	equal(importFile(whole, mapOf('receipt'), file).summary.refused, 0,
		'what was recorded as it happened is known without the option too');

	// Killed later and later until something is durable, and once more; then finished.
	const kill = pause => spawnSync(program, ['import', cut, '--map', mapOf('receipt'), file,
		'--as-happened'], { timeout: pause, killSignal: 'SIGKILL' });
	let pause = 40;
	while (recordsOf(cut, 'receipt') === 0 && pause < 60000) {
		kill(pause);
		pause = Math.ceil(pause * 1.1);
	}
	kill(pause);
	const rest = importFile(cut, mapOf('receipt'), file, '--as-happened');
	equal(rest.code, 0, 'resumed');
	check(rest.summary.known > 0 && rest.summary.taken > 0, 'it was cut in the middle',
		rest.summary);
	equal(rest.summary.taken + rest.summary.known, first.summary.taken, 'resumed: all rows');
	equal(told(cut), figuresBefore, 'resumed: the same figures');
	equal(ledgerSize(cut), size, 'resumed: the same ledger size');
});

part('refused rows stay refused', ['event-logs/permit_receipt.csv'], () => {
	const file = dataOf('event-logs/permit_receipt.csv');
	const store = newStore('receipt');
	const first = importFile(store, mapOf('receipt'), file);
	const size = ledgerSize(store);
	const second = importFile(store, mapOf('receipt'), file);
	equal([second.summary.taken, second.summary.refused], [0, first.summary.refused], 'rows');
	equal(ledgerSize(store), size, 'the ledger is as before');
});

part('dry run', ['event-logs/permit_receipt.csv'], () => {
	const file = dataOf('event-logs/permit_receipt.csv');
	const store = newStore('receipt'), size = ledgerSize(store);
	const tried = importFile(store, mapOf('receipt'), file, '--dry-run');
	equal(ledgerSize(store), size, 'nothing is written');
	equal(recordsOf(store, 'receipt'), 0, 'no records');
	const real = importFile(store, mapOf('receipt'), file);
	for (const name of ['read', 'taken', 'refused', 'events', 'deviations'])
		equal(tried.summary[name], real.summary[name], `it foretells: ${name}`);
});

part('out of order', ['event-logs/permit_receipt.csv'], () => {
	const [heading, ...rows] = rowsOf(dataOf('event-logs/permit_receipt.csv'));
	const file = join(work, 'backwards.csv');
	writeFileSync(file, csvOf([heading, ...rows.reverse()]));
	const sorted = newStore('receipt'), plain = newStore('receipt');
	const whole = newStore('receipt');
	importFile(whole, mapOf('receipt'), dataOf('event-logs/permit_receipt.csv'), '--as-happened');

	const done = importFile(sorted, mapOf('receipt'), file, '--sort', '--as-happened');
	equal(done.code, 0, '--sort takes all');
	equal(told(sorted), told(whole), '--sort: the same figures');
	const unsorted = importFile(plain, mapOf('receipt'), file);
	check(unsorted.code === 8 && unsorted.summary.refusals.every(
		r => ['step.not_opened', 'step.order', 'step.times'].includes(r.code)),
		'without it, rows out of order are named', unsorted.summary.refusals[0]);
	equal(figure(plain, 'receipt.received', 2011), figure(whole, 'receipt.received', 2011),
		'what stands alone is taken');
	const again = importFile(plain, mapOf('receipt'), file);
	equal(again.summary.taken, 0, 'again: still nothing is slipped in');
});

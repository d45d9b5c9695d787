// messages.mjs -- citizens' messages: two date formats in a column, labels, GB18030, gzip.
import { writeFileSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { part, check, equal, newStore, mapOf, dataOf, importFile, figures, recordsOf, ledgerSize,
	work } from './desk.mjs';
import { tableOf, yearOf } from './csv.mjs';

const years = Array.from({ length: 14 }, (_, i) => 2010 + i);
const perYear = times => years.map(y => times.filter(t => yearOf(t) === y).length);
const at = text => {
	const [y, m, d, ...time] = text.split(/[-/ :]/).map(Number);
	return Date.UTC(y, m - 1, d, ...time) - 8 * 3600e3;
};

part('messages_1500', ['messages-zh/messages_1500.csv'], () => {
	const file = dataOf('messages-zh/messages_1500.csv');
	const rows = tableOf(file), store = newStore('message');
	const done = importFile(store, mapOf('message'), file);
	const likes = years.map(y => rows.filter(r => yearOf(at(r['留言时间'])) === y)
		.reduce((sum, r) => sum + Number(r['点赞数']), 0));

	equal([done.code, done.summary.taken], [0, rows.length], 'all is taken');
	equal(recordsOf(store, 'message'), rows.length, 'records');
	equal(figures(store, 'message.messages', years), perYear(rows.map(r => at(r['留言时间']))),
		'by year');
	equal(figures(store, 'message.likes_sum', years), likes, 'likes');
	const size = ledgerSize(store);

	// The same rows in another encoding, packed, or with the columns in another order are
	// the same rows.
	const gb = join(work, 'gb.csv');
	const made = spawnSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030', '-o', gb, file]);
	check(made.status === 0, 'iconv makes a GB18030 copy', made.stderr?.toString());
	const again = importFile(store, mapOf('message'), gb);
	equal([again.code, again.summary?.encoding, again.summary?.known, again.summary?.taken],
		[0, 'GB18030', rows.length, 0], 'GB18030: the same rows');
	const packed = join(work, 'bom.csv.gz');
	writeFileSync(packed, gzipSync(Buffer.concat([Buffer.from('\ufeff'), readFileSync(file)])));
	equal(importFile(store, mapOf('message'), packed).summary?.known, rows.length,
		'with a byte order mark, packed: the same rows');
	equal(ledgerSize(store), size, 'the ledger is as before');

	// One of the two formats not listed: those rows are named, the others are taken.
	const map = join(work, 'one-format.map');
	writeFileSync(map, readFileSync(mapOf('message'), 'utf8').replace(/ {2}\{年\}-.*$/m, ''));
	const other = importFile(newStore('message'), map, file);
	equal(other.summary.refused, rows.filter(r => r['留言时间'].includes('-')).length,
		'the unlisted format is refused');
	check(other.code === 8 && other.summary.refusals.every(r => r.code === 'import.time' &&
		/“留言时间”列/.test(r.where)), 'with row and column', other.summary.refusals[0]);
});

part('labelled_495', ['messages-zh/labelled_495.csv'], () => {
	const file = dataOf('messages-zh/labelled_495.csv');
	const rows = tableOf(file), store = newStore('message');
	const done = importFile(store, mapOf('labelled'), file);
	const seen = new Set(), first = rows.filter(r => !seen.has(r['留言编号']) &&
		seen.add(r['留言编号']));

	equal([done.code, done.summary.taken, done.summary.refused],
		[8, first.length, rows.length - first.length], 'a number that stands twice is refused');
	check(done.summary.refusals.every(r => r.code === 'field.unique' && /“留言编号”列/.test(r.where)),
		'with row and column', done.summary.refusals);
	const labelled = label => perYear(first.filter(r => r['一级分类'] === label)
		.map(r => at(r['留言时间'])));
	equal(figures(store, 'message.labour', years), labelled('劳动和社会保障'), 'one label');
	equal(figures(store, 'message.building', years), labelled('城乡建设'), 'another');
});

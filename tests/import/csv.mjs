// csv.mjs -- an own, plain reader and writer of CSV, so that counts do not rest on guiju's.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export function rowsOf(path) {
	let bytes = readFileSync(path);
	if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes);
	const text = bytes.toString('utf8').replace(/^\ufeff/, '');
	const rows = [];
	let row = [], cell = '', quoted = false;
	const endRow = () => {
		row.push(cell);
		if (row.length > 1 || row[0] !== '') rows.push(row);
		row = [];
		cell = '';
	};
	for (let i = 0; i < text.length; i++) {
		const c = text[i];
		if (quoted) {
			if (c !== '"') cell += c;
			else if (text[i + 1] === '"') { cell += '"'; i++; }
			else quoted = false;
		} else if (c === '"') quoted = true;
		else if (c === ',') { row.push(cell); cell = ''; }
		else if (c === '\n' || c === '\r') { if (c === '\r' && text[i + 1] === '\n') i++; endRow(); }
		else cell += c;
	}
	if (cell !== '' || row.length > 0) endRow();
	return rows;
}

// Rows as maps from the names of the heading; of a name that stands twice the last counts.
export function tableOf(path) {
	const [heading, ...rows] = rowsOf(path);
	return rows.map(row => Object.fromEntries(heading.map((name, i) => [name, row[i]])));
}

export function csvOf(rows) {
	const cell = c => /[",\r\n]/.test(c) ? '"' + c.replaceAll('"', '""') + '"' : c;
	return rows.map(row => row.map(cell).join(',') + '\n').join('');
}

export function casesOf(table, column) {
	const cases = new Map();
	for (const row of table) {
		if (!cases.has(row[column])) cases.set(row[column], []);
		cases.get(row[column]).push(row);
	}
	return cases;
}

// The year of an instant in UTC+8.
export const yearOf = ms => new Date(ms + 8 * 3600e3).getUTCFullYear();

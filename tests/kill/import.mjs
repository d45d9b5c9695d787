// import.mjs -- an import killed in the middle and taken up again ends like an undisturbed one.
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chance, check, checkStore, guiju, here, killed, work } from './hall.mjs';

const rows = 12000, data = join(work, 'visits.csv'), map = join(here, 'visit.map');

function writeRows() {
	const two = n => String(n).padStart(2, '0');
	const lines = ['no,opened,closed,name,clerk,subject'];

	for (let i = 0; i < rows; i++) {
		const month = 1 + Math.floor(i / 1001), day = 1 + (i % 28);
		lines.push(`V${i},2023-${two(month)}-${two(day)} 10:${two(i % 60)}:00,` +
			`2024-${two(month)}-${two(day)} 11:00:00,来访人${i % 97},经办${i % 7},事项${i}`);
	}
	writeFileSync(data, lines.join('\n') + '\n');
}

const importArgs = store => ['import', store, '--map', map, data, '--json', '--as-happened', '--sort'];

function told(store) {
	const figures = ['registered', 'closed', 'in_time', 'deviations'].map(name =>
		[2023, 2024].map(year =>
			guiju('figure', store, `visit_log.${name}`, '--year', String(year), '--json').out));

	return JSON.stringify(figures.flat().map(text => {
		try { return JSON.parse(text).figure.value; } catch { return text; }
	}));
}

writeRows();
const empty = join(work, 'empty'), whole = join(work, 'whole');
const init = guiju('init', empty, '--place', '620200', '--name', '嘉峪关市');
const adopted = guiju('adopt', empty, join(here, 'visit.rule'));
check(init.code === 0 && adopted.code === 0, 'a store for the import', init.err + adopted.err);
cpSync(empty, whole, { recursive: true });
const began = Date.now(), undisturbed = guiju(...importArgs(whole)), took = Date.now() - began;
check(undisturbed.code === 0, 'the undisturbed import', undisturbed.err + undisturbed.out);
const figures = told(whole), size = checkStore(whole, rows, 'undisturbed', true);

let before = 0;
for (let i = 0; i < 8; i++) {
	const store = join(work, `import${i}`), name = `import ${i}`;

	cpSync(empty, store, { recursive: true });
	for (let k = 0; k < 2; k++) { /* killed twice, then left in peace */
		const got = await killed(importArgs(store), { ms: 20 + chance(took * (k ? 0.25 : 0.5)) });

		before += got.killed ? 1 : 0;
		checkStore(store, 0, `${name}.${k}`, k === 1 && i % 4 === 0);
	}
	const rest = guiju(...importArgs(store));
	check(rest.code === 0, `${name}: taken up`, rest.err + rest.out);
	check(told(store) === figures, `${name}: the same figures`, { got: told(store), figures });
	check(checkStore(store, rows, name, i % 4 === 1) === size, `${name}: the same ledger size`, size);
	rmSync(store, { recursive: true, force: true });
}
check(before >= 10, 'imports were really killed', before);

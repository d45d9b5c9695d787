// city.mjs -- a small city: the offices, posts and words of the demonstration year, two courses.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

// Writes FOLDER/small.city and gives its path.
export function smallCity(folder, courses = ['裁量基准', '移送线索第一件']) {
	const kept = [];
	let on = false;
	for (const name of ['demo/2024.city', 'demo/2024/penalty.city'])
		for (const line of readFileSync(join(root, name), 'utf8').split('\n')) {
			const word = line.split(/[ \t]+/);
			if (word[0] === '课程')
				on = courses.includes(word[1]);
			else if (/^(机构|任职|词表|城市|年度|开始|种子)/.test(line))
				on = true;
			if (on)
				kept.push(line);
		}
	const path = join(folder, 'small.city');
	writeFileSync(path, kept.join('\n') + '\n');
	return path;
}

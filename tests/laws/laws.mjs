// laws.mjs -- looks each citation up in the texts of the laws.
//
// Usage: node laws.mjs FOLDER CITES.json ABSENT
// FOLDER holds one Markdown file for each version of a law, "NAME(YYYY-MM-DD).md", headed by
// its full title. CITES.json is what `guiju cites --json` prints. A line of ABSENT names a
// title that the collection has not, two blanks, and why it may be cited all the same.
//
// SPDX-License-Identifier: Apache-2.0
import fs from "node:fs";
import path from "node:path";

const [folder, citesFile, absentFile] = process.argv.slice(2);
const plain = (title) =>
	title.replace(/[《》〈〉“”"'\s]/g, "").replace(/^中华人民共和国/, "");

function* files(at) {
	for (const entry of fs.readdirSync(at, { withFileTypes: true })) {
		const inside = path.join(at, entry.name);
		if (entry.isDirectory()) yield* files(inside);
		else if (entry.name.endsWith(".md")) yield inside;
	}
}

// title -> [{ date, year, file }]
const versions = new Map();
for (const file of files(folder)) {
	const date = /\((\d{4})-\d\d-\d\d\)\.md$/.exec(file);
	const title = /^# (.+)$/m.exec(fs.readFileSync(file, "utf8").slice(0, 2000));
	if (!date || !title) continue;
	const key = plain(title[1]);
	versions.set(key, [...(versions.get(key) ?? []), { year: Number(date[1]), file }]);
}

// 三十四 -> 34
function number(han) {
	if (/^\d+$/.test(han)) return Number(han);
	const digits = "零一二三四五六七八九";
	let total = 0, digit = 0;
	for (const c of han.replace("〇", "零")) {
		if (c === "千") total += (digit || 1) * 1000, digit = 0;
		else if (c === "百") total += (digit || 1) * 100, digit = 0;
		else if (c === "十") total += (digit || 1) * 10, digit = 0;
		else digit = digits.indexOf(c);
	}
	return total + digit;
}

// A law as articles: "34" or "34之1" -> lines.
const read = new Map();
function articles(file) {
	if (read.has(file)) return read.get(file);
	const found = new Map();
	let lines = null;
	for (const line of fs.readFileSync(file, "utf8").split("\n").map((l) => l.trim())) {
		const head = /^第([零〇一二三四五六七八九十百千\d]+)条(?:之([一二三四五六七八九十]+))?[\s　](.*)$/.exec(line);
		if (head) {
			lines = [head[3]];
			found.set(`${number(head[1])}${head[2] ? `之${number(head[2])}` : ""}`, lines);
		} else if (line.startsWith("#")) {
			lines = null;
		} else if (line && lines) {
			lines.push(line);
		}
	}
	read.set(file, found);
	return found;
}

const isItem = (line) => /^[（(][零一二三四五六七八九十百]+[）)]/.test(line);

// What is wrong with "第三十条第一款第（二）项" in this text, or "".
function fault(file, article) {
	const cut = /^第(.+?)条(?:之([一二三四五六七八九十]+))?(.*)$/.exec(article);
	const lines = articles(file).get(`${number(cut[1])}${cut[2] ? `之${number(cut[2])}` : ""}`);
	if (!lines) return "没有这一条";
	const clause = /第([^第款]+)款/.exec(cut[3]);
	const item = /第（?([^第（）项]+)）?项/.exec(cut[3]);
	const clauses = lines.filter((line) => !isItem(line));
	if (clause && number(clause[1]) > clauses.length) return `只有 ${clauses.length} 款`;
	if (!item) return "";
	const from = clause ? lines.indexOf(clauses[number(clause[1]) - 1]) : 0;
	const to = clause && number(clause[1]) < clauses.length ? lines.indexOf(clauses[number(clause[1])]) : lines.length;
	const items = lines.slice(from, to).filter(isItem).length;
	return number(item[1]) > items ? `只有 ${items} 项` : "";
}

const absent = new Map();
for (const line of fs.readFileSync(absentFile, "utf8").split("\n")) {
	if (!line.trim() || line.startsWith("#")) continue;
	const [title, why] = line.split(/ {2,}/);
	absent.set(plain(title), { why, used: false });
}

let passed = 0, failed = 0;
const missing = new Map();
function fail(cite, what) {
	failed++;
	console.log(`laws: ${cite.file}:${cite.line}: ${cite.law}${cite.article}：${what}`);
}

for (const cite of JSON.parse(fs.readFileSync(citesFile, "utf8"))) {
	const head = /^《(.+?)》(?:（(.*)）)?/.exec(cite.law);
	if (!head) {
		fail(cite, "不是法律名称");
		continue;
	}
	const title = plain(head[1]);
	const known = versions.get(title);
	if (!known) {
		const entry = absent.get(title);
		if (entry) entry.used = true;
		if (entry && (!cite.article || entry.why)) missing.set(title, (missing.get(title) ?? 0) + 1);
		else fail(cite, "法律库里没有这部法；确有依据的，写入 tests/laws/absent 并说明");
		continue;
	}
	if (!cite.listed) {
		fail(cite, "文件头的“依据”没有写这部法和版本");
		continue;
	}
	const year = /^(\d{4})年/.exec(head[2] ?? "");
	const version = known.find((v) => year && v.year === Number(year[1]));
	if (!version) {
		fail(cite, `没有这一版；法律库里有 ${known.map((v) => v.year).join("、")} 年的`);
		continue;
	}
	const wrong = cite.article ? fault(version.file, cite.article) : "";
	if (wrong) fail(cite, wrong);
	else passed++;
}

for (const [title, times] of missing) console.log(`laws: 法律库里没有 ${title}，引用 ${times} 处：${absent.get(title).why}`);
for (const [title, entry] of absent)
	if (!entry.used) {
		failed++;
		console.log(`laws: tests/laws/absent 里的 ${title} 没有规程引用`);
	}
console.log(`laws: ${passed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed ? 1 : 0;

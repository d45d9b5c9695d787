// matrix.mjs -- every cell of the table in docs/developer/rights.md, against a running server.
//
// SPDX-License-Identifier: Apache-2.0
import fs from 'node:fs'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import os from 'node:os'
import path_ from 'node:path'
import { fileURLToPath } from 'node:url'

const base = process.env.BASE
let passed = 0
let failed = 0
const is = (name, wanted, got) => {
	if (wanted === got) passed++
	else {
		failed++
		console.log(`matrix: ${name}: wanted ${wanted}, got ${got}`)
	}
}

async function ask(who, method, path, body, headers = {}) {
	const key = process.env[`KEY_${who === "handler" ? "zjj" : who === "other" ? "gaj" : who}`]
	const answer = await fetch(base + path, {
		method,
		headers: {
			...(key ? { Authorization: `Bearer ${key}` } : {}),
			...(body ? { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() } : {}),
			...headers,
		},
		body: body && JSON.stringify(body),
	})
	const text = await answer.text()
	return { status: answer.status, text, json: text.startsWith('{') ? JSON.parse(text) : {} }
}

// A key of another store: good there, nothing here.
const folder = fs.mkdtempSync(path_.join(os.tmpdir(), 'matrix-'))
execFileSync('sh', [fileURLToPath(new URL('setup', import.meta.url)), process.env.GUIJU,
	path_.join(folder, 'store'), path_.join(folder, 'keys')], { stdio: 'ignore' })
process.env.KEY_elsewhere = fs.readFileSync(path_.join(folder, 'keys'), 'utf8').match(/^KEY_agent=(.*)$/m)[1]
fs.rmSync(folder, { recursive: true })

// Two records: one that stays secret, one whose answer is published.
const PHONE = '13812345678'
async function register(secret) {
	const begun = await ask('agent', 'POST', '/api/v1/records/hotline', {
		step: 'register',
		fields: {
			channel: 'phone', nature: 'complaint', category: '城建', subject: '路灯不亮',
			content: '某街路灯不亮', caller_name: '张三丰', phone: PHONE, place: '雄关街道五一路3号',
			secret,
		},
	})
	if (begun.status !== 201) throw new Error(begun.text)
	const path = `/api/v1/records/hotline/${begun.json.serial}`
	const sent = await ask('dispatcher', 'POST', `${path}/steps`,
		{ step: 'dispatch', fields: { office: '市住建局', dispatch_note: '请办理' } }, { 'If-Match': '*' })
	if (sent.status !== 200) throw new Error(sent.text)
	return { path, id: begun.json.id, serial: begun.json.serial }
}
const records = { secret: await register(true), open: await register(false) }
const never = '/api/v1/records/hotline/99999999'

const without = (text) => text.replace(/"instance":"[^"]*"/, '')
async function seen(answer, absent) {
	if (answer.status === 401 || answer.status === 403) return 'denied'
	if (answer.status === 404) return without(answer.text) === without(absent.text) ? 'absent' : 'told apart'
	if (answer.status === 409 || answer.status === 412) return 'stale'
	if (answer.status >= 300) return `status ${answer.status} ${answer.text}`
	if (answer.text.includes(PHONE)) return 'whole'
	if (answer.text.includes('138****5678')) return 'masked'
	return 'public'
}
const done = (word) => (['whole', 'masked', 'public'].includes(word) ? 'done' : word)

const step = (tag) => async (who) => {
	const record = await register(true) // each cell its own: who may, does
	const body = { step: 'sign', fields: {} }
	const answer = await ask(who, 'POST', `${record.path}/steps`, body, { 'If-Match': tag })
	return done(await seen(answer, await ask(who, 'POST', `${never}/steps`, body, { 'If-Match': tag })))
}
const read = (tail) => async (who, record) =>
	seen(await ask(who, 'GET', record.path + tail), await ask(who, 'GET', never + tail))
const plain = (path) => async (who) => done(await seen(await ask(who, 'GET', path), { text: '' }))
async function listed(who, record) {
	const answer = await ask(who, 'GET', `/api/v1/records/hotline?limit=200`)
	if (answer.status !== 200) return seen(answer, { text: '' })
	return answer.json.items.some((item) => item.id === record.id) ? 'listed' : 'unlisted'
}
const operations = {
	showRecord: read(''),
	listRecords: listed,
	listEvents: read('/events'),
	listClocks: async (who, record) => done(await read('/clocks')(who, record)),
	listAvailableSteps: async (who, record) => done(await read('/available-steps')(who, record)),
	'takeStep, old tag': step('"77"'),
	takeStep: step('*'),
	listReads: plain('/api/v1/audit/reads'),
	listHolds: plain('/api/v1/holds'),
}

const page = fs.readFileSync(new URL('../../docs/developer/rights.md', import.meta.url), 'utf8')
const rows = page.slice(page.indexOf('| operation |')).split('\n').filter((line) => line.startsWith('|'))
	.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
const who = rows[0].slice(1)
for (const [label, ...cells] of rows.slice(2)) {
	const [, name, record, tail] = label.match(/^(\w+) ?(\w*)(.*)$/)
	const run = operations[name + tail]
	if (!run) throw new Error(`no operation ${label}`)
	for (const i of cells.keys())
		is(`${label}, ${who[i]}`, cells[i], await run(who[i], records[record]))
}

// Who read is told to the auditor, with the fields, but not to the person read about.
await new Promise((resolve) => setTimeout(resolve, 1500))
const reads = await ask('audit', 'GET', '/api/v1/audit/reads?person=zjj&limit=200')
const row = reads.json.items?.find((item) => item.record === records.secret.id)
is('reading private values is noted', 'content place caller_name phone', row?.fields.join(' '))
is('the note has no values', false, reads.text.includes(PHONE))

// A hold: erasure is refused while it lies.
const held = await ask('security', 'POST', '/api/v1/holds',
	{ procedure: 'hotline', serial: records.secret.serial, basis: '甘0200行保1号裁定' })
is('a hold is placed', 201, held.status === 201 ? 201 : `${held.status} ${held.text}`)
const listedHolds = await ask('security', 'GET', '/api/v1/holds')
is('it is listed', records.secret.id, listedHolds.json.items?.[0]?.record)
const lifted = await ask('security', 'POST', `/api/v1/holds/${held.json.id}/lift`, {})
is('it is lifted', 200, lifted.status)
const again = await ask('security', 'POST', `/api/v1/holds/${held.json.id}/lift`, {})
is('once', 409, again.status)

// Lists: declared names only, cursors of this question only, each record once.
for (const [query, code] of [['x=1', 'query.name'], ['sort=number', 'query.choice'],
	['f.phone=1', 'query.field'], ['cursor=AAAA', 'query.cursor'], ['stage=nowhere', 'query.stage'],
	['lamp=blue', 'query.choice'], ['limit=0', 'query.number']]) {
	const answer = await ask('agent', 'GET', `/api/v1/records/hotline?${query}`)
	is(`refused: ${query}`, `400 /problems/${code}`, `${answer.status} ${answer.json.type}`)
}
for (const sort of ['-changed', 'changed', '-opened', 'opened']) {
	const ids = []
	let cursor = ''
	let total
	do {
		const answer = await ask('agent', 'GET',
			`/api/v1/records/hotline?limit=2&count=exact&sort=${sort}${cursor && `&cursor=${cursor}`}`)
		total = answer.json.total
		ids.push(...answer.json.items.map((item) => item.id))
		cursor = answer.json.next ?? ''
	} while (cursor)
	is(`${sort}: all, once each`, `${total} ${total}`, `${ids.length} ${new Set(ids).size}`)
}

console.log(`matrix: ${passed} passed, ${failed} failed, 0 skipped`)
process.exit(failed ? 1 : 0)

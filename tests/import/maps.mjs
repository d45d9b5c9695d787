// maps.mjs -- faulty mappings: each fault is told with its line and a remedy.
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { part, check, equal, newStore, mapOf, importFile, guiju, work } from './desk.mjs';

part('faulty mappings', [], () => {
	const store = newStore('fine', 'request');
	const whole = readFileSync(mapOf('fine'), 'utf8'), table = readFileSync(mapOf('request'), 'utf8');
	const data = join(work, 'maps.csv');
	writeFileSync(data, 'case\n');
	const cases = [
		[whole.replace('译  Create Fine ', '易  Create Fine '), 'map.keyword'],
		[whole.replace(/开单$/m, '开单子'), 'map.unknown_step'],
		[whole.replace('罚款      列', '罚金      列'), 'map.unknown_field'],
		[whole.replace('汽车', '飞机'), 'map.value'],
		[whole.replace('式    ISO', '式    {年}-{月}'), 'map.format'],
		[whole.replace('式    ISO\n', ''), 'map.format_missing'],
		[whole.replace('式    ISO', '时区  东八区'), 'map.zone'],
		[whole.replace('规程  fine', '规程  nothing'), 'map.procedure'],
		[whole.replace('fine_log', 'Fine-Log'), 'map.id'],
		[whole.replace('一行  一步', '一行  两步'), 'map.kind'],
		[whole.replace('作  罚单号', '作  条款'), 'map.unique'],
		[whole.replace('作  罚单号', ''), 'map.key'],
		[whole.replace(/^案件.*\n/m, ''), 'map.missing'],
		[whole.replace('  时刻  列  time\n', ''), 'map.missing'],
		[whole.replace('列  amount', '取  amount'), 'map.source'],
		[whole.replace('列  amount', '列  amount  多'), 'map.rest'],
		[whole.replace('导入  罚单日志', '导入'), 'map.columns'],
		[whole.replace('规程  fine\n', ''), 'map.order'],
		[whole.replace('    空    NIL', '    略    NIL'), 'map.skip'],
		[`${whole}\n略过\n  amount  大于  3\n`, 'map.condition'],
		[whole.replace('式    ISO', '编码  UTF-7'), 'map.encoding'],
		[whole.replace('式    ISO', '分隔  空格'), 'map.delimiter'],
		[`${whole}\n步骤  列  other\n`, 'map.steps'],
		[`${whole}\n导入  又一份  again\n`, 'map.twice'],
		[whole.replace('式    ISO', '式    ISO\n    译  a  b'), 'map.level'],
		[table.replace('填    原判', '填    目标时刻'), 'map.fill'],
		[table.replace('  填    标题 ', '  填    承办  为  甲\n  填    标题 '), 'map.twice'],
		[table.replace('  填    标题 ', '  填    请求号  列  QUEUE\n  填    标题 '), 'map.twice'],
		[table.replace('人员  为  市民', '人员  为  市民\n  角色  为  法官'), 'map.unknown_role'],
	];
	for (const [text, code] of cases) {
		const map = join(work, 'faulty.map');
		writeFileSync(map, text);
		const done = importFile(store, map, data);
		check(done.code === 2 && done.error?.code === code && done.error.fix !== undefined &&
			/faulty\.map 第\d+行/.test(done.error.where), code, done.error ?? done.err);
	}
	equal(guiju('import', store, data).code, 2, 'no mapping named');
	check(guiju('import', '--help').out.includes('--dry-run'), 'help');
});

/* parse_step.c -- the steps of a rule: who, from where to where, with what, if what.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "define/parse_sections.h"

#include "base/str.h"

/* Adds a thing to an array in a step. */
#define ADD(reader, array, count, thing)                                                           \
	do {                                                                                       \
		(array) = reader_room((reader), (array), (count), sizeof(*(array)));               \
		(array)[(count)++] = (thing);                                                      \
	} while (0)

static bool is_note_step(const struct name *name)
{
	return str_eq(name->text, STR("记入")) && str_eq(name->id, STR("note"));
}

void parse_step_name(struct reader *reader, const struct reader_section *section)
{
	struct rule *rule = reader->rule;
	struct token_words words = token_words(section->head, 0);
	struct step step = { .basis = words.basis, .index = rule->step_count };
	token_take(&words);
	if (!reader_declare(reader, &words, READER_STEP, &step.name))
		return;
	if (rule->kind == RULE_NOTE && !is_note_step(&step.name)) {
		err_fix(reader_fault(reader, step.name.line, "rule.note_step",
		                     "记事只有一步“记入”，没有“%.*s”", PSTR(step.name.text)),
		        "请写成：步骤  记入  note；有办理过程的请在文件头写“规程”");
		return;
	}
	reader_ends_founded(reader, &words);
	ADD(reader, rule->steps, rule->step_count, step);
}

/* 由 承办人、机构负责人 非 经办人 */
static void read_by(struct reader *reader, struct step *step, struct token_words *words)
{
	bool not_by = false;
	while (token_more(words)) {
		not_by = not_by || token_passes(words, STR("非"));
		str list = token_take(words), item;
		while (reader_list(reader, words->line->number, &list, &item)) {
			if (!not_by && str_eq(item, STR("时钟"))) {
				step->clock = true;
				continue;
			}
			const struct role *role = reader_role(reader, words->line->number, item);
			if (role == NULL)
				continue;
			if (not_by)
				ADD(reader, step->not_by, step->not_by_count, role);
			else
				ADD(reader, step->by, step->by_count, role);
		}
	}
}

static void read_to(struct reader *reader, struct step *step, struct token_words *words)
{
	str stage = token_take(words);
	if (stage.n == 0) {
		reader_missing(reader, words, "到哪个环节", "从  待审查  到  审理中");
		return;
	}
	if (step->to != NULL || step->to_previous) {
		err_fix(reader_fault(reader, words->line->number, "rule.twice",
		                     "步骤“%.*s”写了两个“到”", PSTR(step->name.text)),
		        "一步只能到一个环节；不同结果请写成不同的步骤");
		return;
	}
	if (str_eq(stage, STR("原环节")))
		step->to_previous = true;
	else
		step->to = reader_stage(reader, words->line->number, stage);
}

static void read_from(struct reader *reader, struct step *step, struct token_words *words)
{
	str list = token_take(words);
	if (str_eq(list, STR("任一未结")))
		step->any_open = true;
	else
		reader_stages(reader, words->line->number, list, &step->from, &step->from_count);
	step->opening = false;
	if (token_passes(words, STR("到")))
		read_to(reader, step, words);
}

/* A field listed twice is one; 必填 wins. */
static void add_fill(struct reader *reader, struct step *step, const struct field *field,
                     enum fill_must must)
{
	for (size_t i = 0; i < step->fill_count; i++) {
		if (step->fills[i] != field)
			continue;
		if (step->musts[i] < must)
			step->musts[i] = must;
		return;
	}
	step->musts = reader_room(reader, step->musts, step->fill_count, sizeof(*step->musts));
	step->musts[step->fill_count] = must;
	ADD(reader, step->fills, step->fill_count, field);
}

static void read_fills(struct reader *reader, struct step *step, struct token_words *words,
                       bool must)
{
	while (token_more(words)) {
		str list = token_take(words), item;
		while (reader_list(reader, words->line->number, &list, &item)) {
			const struct field *field = reader_field(reader, words->line->number, item);
			if (field != NULL)
				add_fill(reader, step, field,
				         must              ? FILL_HERE
				         : field->required ? FILL_HELD
				                           : FILL_MAY);
		}
	}
}

static void add_paper(struct reader *reader, struct step *step, const struct paper *paper,
                      bool must)
{
	for (size_t i = 0; i < step->paper_count; i++) {
		if (step->papers[i] != paper)
			continue;
		step->paper_musts[i] = step->paper_musts[i] || must;
		return;
	}
	step->paper_musts = reader_room(reader, step->paper_musts, step->paper_count,
	                                sizeof(*step->paper_musts));
	step->paper_musts[step->paper_count] = must;
	ADD(reader, step->papers, step->paper_count, paper);
}

void parse_step_of_note(struct reader *reader)
{
	struct rule *rule = reader->rule;
	int line = rule->name.line;
	struct stage stage = { .name = { STR("已记入"), STR("noted"), line },
		               .start = true,
		               .end = true };
	ADD(reader, rule->stages, rule->stage_count, stage);
	if (rule->step_count == 0) {
		struct step unwritten = { .name = { STR("记入"), STR("note"), line } };
		ADD(reader, rule->steps, rule->step_count, unwritten);
	}
	struct step *step = &rule->steps[0];
	step->opening = true;
	step->to = &rule->stages[rule->stage_count - 1];
	for (size_t i = 0; i < rule->role_count; i++)
		ADD(reader, step->by, step->by_count, &rule->roles[i]);
	for (size_t i = 0; i < rule->field_count; i++)
		add_fill(reader, step, &rule->fields[i],
		         rule->fields[i].required ? FILL_HERE : FILL_MAY);
	for (size_t i = 0; i < rule->paper_count; i++)
		add_paper(reader, step, &rule->papers[i], false);
}

static void read_papers(struct reader *reader, struct step *step, struct token_words *words,
                        bool must)
{
	while (token_more(words)) {
		str list = token_take(words), item;
		while (reader_list(reader, words->line->number, &list, &item)) {
			const struct paper *paper = reader_paper(reader, words->line->number, item);
			if (paper != NULL)
				add_paper(reader, step, paper, must);
		}
	}
}

static void read_guard(struct reader *reader, struct step *step, struct token_words *words)
{
	const struct cond *cond = reader_cond_founded(reader, words);
	if (cond != NULL)
		ADD(reader, step->guards, step->guard_count, cond);
}

static void read_served(struct reader *reader, struct step *step, struct token_words *words)
{
	while (token_more(words)) {
		str list = token_take(words), item;
		while (reader_list(reader, words->line->number, &list, &item)) {
			const struct role *role = reader_role(reader, words->line->number, item);
			if (role != NULL)
				ADD(reader, step->served, step->served_count, role);
		}
	}
}

static void read_module(struct reader *reader, struct step *step, struct token_words *words)
{
	step->module = token_take(words);
	if (!reader_is_id(step->module))
		err_fix(reader_fault(reader, words->line->number, "rule.module", "“%.*s”不是模块名",
		                     PSTR(step->module)),
		        "模块名是英文号，后面不写别的，例如：用  draw");
}

enum step_word {
	STEP_BY,
	STEP_FROM,
	STEP_TO,
	STEP_FILL,
	STEP_MUST,
	STEP_TAKE,
	STEP_NEED,
	STEP_MAY,
	STEP_IF,
	STEP_TIMES,
	STEP_REPEAT,
	STEP_SERVE,
	STEP_EXTEND,
	STEP_RESTART,
	STEP_RESUME_RUN,
	STEP_PAUSE,
	STEP_RESUME,
	STEP_NUMBER,
	STEP_ASSIGN,
	STEP_OPEN,
	STEP_ORDER,
	STEP_USE,
	STEP_WORDS,
};
static const char *const step_words[STEP_WORDS] = {
	"由",   "从",   "到",   "填",   "必填", "取",   "要",   "可附", "若", "限", "可重复",
	"送达", "延长", "重计", "续计", "暂停", "恢复", "编号", "定",   "开", "令", "用",
};
static const char *const step_examples[STEP_WORDS] = {
	"由  承办人",
	"从  待审查  到  审理中",
	"到  审理中",
	"填  理由  决定",
	"必填  理由",
	"取  文件名称 自 文件 的 标题",
	"要  复议申请书",
	"可附  补充材料",
	"若  审理程序 为 普通程序  第五十三条",
	"限  1 次  第三十一条",
	"可重复",
	"送达  申请人",
	"延长  审理期限  30 日  1 次  第六十二条",
	"重计  受理审查",
	"续计  办理",
	"暂停  审理期限  第五十条",
	"恢复  审理期限",
	"编号  决定书文号  嘉政复决字〔{年}〕{号}号",
	"定  审理程序 为 普通程序",
	"开  督办件",
	"令  文件  废止",
	"用  draw",
};

static void read_word(struct reader *reader, struct step *step, struct token_words *words,
                      enum step_word word)
{
	size_t before = reader->problems->count;
	switch (word) {
	case STEP_BY: read_by(reader, step, words); break;
	case STEP_FROM: read_from(reader, step, words); break;
	case STEP_TO: read_to(reader, step, words); break;
	case STEP_FILL: read_fills(reader, step, words, false); break;
	case STEP_MUST: read_fills(reader, step, words, true); break;
	case STEP_TAKE: parse_effect_take(reader, step, words); break;
	case STEP_NEED: read_papers(reader, step, words, true); break;
	case STEP_MAY: read_papers(reader, step, words, false); break;
	case STEP_IF: read_guard(reader, step, words); return;
	case STEP_TIMES:
		if (reader_times(reader, words, 1, &step->times))
			step->times_basis = words->basis;
		reader_ends_founded(reader, words);
		return;
	case STEP_REPEAT: step->repeatable = true; break;
	case STEP_SERVE: read_served(reader, step, words); break;
	case STEP_EXTEND:
	case STEP_RESTART:
	case STEP_RESUME_RUN:
	case STEP_PAUSE:
	case STEP_RESUME:
		parse_effect_clock(reader, step, words, (enum clock_verb)(word - STEP_EXTEND));
		return;
	case STEP_NUMBER: parse_effect_number(reader, step, words); break;
	case STEP_ASSIGN: parse_effect_assign(reader, step, words); break;
	case STEP_OPEN: parse_effect_order(reader, step, words, ORDER_OPEN); break;
	case STEP_ORDER: parse_effect_order(reader, step, words, ORDER_STEP); break;
	case STEP_USE: read_module(reader, step, words); break;
	case STEP_WORDS: break;
	}
	if (reader->problems->count == before)
		reader_ends(reader, words);
}

static bool is_once(enum step_word word)
{
	return word == STEP_BY || word == STEP_FROM || word == STEP_TO || word == STEP_TIMES ||
	       word == STEP_REPEAT || word == STEP_USE;
}

/* What the step of a 记事 has by itself, or cannot have. */
static bool is_implied(enum step_word word)
{
	return word == STEP_BY || word == STEP_FROM || word == STEP_TO || word == STEP_REPEAT ||
	       word == STEP_USE || (word >= STEP_EXTEND && word <= STEP_RESUME);
}

/* One line of a step; `seen` has a bit for each keyword. */
static void read_line(struct reader *reader, struct step *step, struct token_words *words,
                      unsigned *seen)
{
	int line = words->line->number;
	str keyword = token_take(words);
	enum step_word word = (enum step_word)reader_place(keyword, step_words, STEP_WORDS);
	if (word == STEP_WORDS) {
		reader_unknown_word(reader, line, "rule.keyword", keyword, step_words, STEP_WORDS);
		return;
	}
	if (is_once(word) && (*seen >> word & 1u) != 0) {
		err_fix(reader_fault(reader, line, "rule.twice", "步骤“%.*s”写了两行“%s”",
		                     PSTR(step->name.text), step_words[word]),
		        "请合成一行，并列的用顿号，例如：%s", step_examples[word]);
		return;
	}
	if (reader->rule->kind == RULE_NOTE && is_implied(word)) {
		err_fix(reader_fault(reader, line, "rule.note_line", "记事的“记入”不写“%s”",
		                     step_words[word]),
		        "记入由各角色办，填全部字段，记入即结束；能写：必填、取、要、可附、若、限、"
		        "定、编号、开、令");
		return;
	}
	*seen |= 1u << word;
	if (word != STEP_OPEN && word != STEP_ORDER)
		reader_no_subs(reader, words);
	if (word != STEP_REPEAT && !token_more(words)) {
		reader_missing(reader, words, "内容", step_examples[word]);
		return;
	}
	read_word(reader, step, words, word);
}

static struct step *find_step(struct reader *reader, int line)
{
	for (size_t i = 0; i < reader->rule->step_count; i++) {
		if (reader->rule->steps[i].name.line == line)
			return &reader->rule->steps[i];
	}
	return NULL;
}

void parse_step_section(struct reader *reader, const struct reader_section *section)
{
	struct step *step = find_step(reader, section->head->number);
	if (step == NULL)
		return; /* its name was refused */
	unsigned seen = 0;
	size_t before = reader->problems->count;
	struct token_words words;
	step->opening = true;
	for (size_t at = 0; reader_item(section, &at, &words);)
		read_line(reader, step, &words, &seen);
	bool nowhere = step->to == NULL && (seen >> STEP_FROM & 1u) == 0 &&
	               (seen >> STEP_TO & 1u) == 0;
	if (nowhere && reader->problems->count == before)
		err_fix(reader_fault(reader, step->name.line, "rule.step_nowhere",
		                     "步骤“%.*s”没有写“从”，也没有写“到”", PSTR(step->name.text)),
		        "开办步骤写“到”，其他步骤写“从”，例如：从  待审查  到  审理中");
}
